import { parseArgs } from 'node:util';
import { InvalidConfig } from '../config/config.js';
import type { Flags, ValueOf } from './flags.js';
import { printError, messageOf, print } from './output.js';

/** The command line is not understood. The person gets the reason and the help. */
export class BadArgument extends Error {}

interface Command<FlagName extends string> {
  /** For the list of commands; a program that is one command has none. */
  readonly help?: string;
  readonly needs?: readonly FlagName[];
  readonly takes?: readonly FlagName[];
  /** What may follow without a flag, as the help calls it: `FILE`. */
  readonly operands?: string;
  /** For the help, where `needs`, `takes` and `operands` do not say it all. */
  readonly usage?: string;
}

export interface CommandLine<F extends Flags, Name extends string> {
  /** As a person calls it: `npm run -s gate --`. */
  readonly program: string;
  /** What it does, for a person who has never seen it. */
  readonly about: string;
  /** A program that is one command has one with the empty name. */
  readonly commands: Readonly<Record<Name, Command<keyof F & string>>>;
  /** The command where none is named. */
  readonly fallback?: Name;
  readonly flags: F;
  /** Further lines of the help about flags and operands: two columns. */
  readonly words?: Readonly<Record<string, string>>;
  readonly exitCodes: string;
}

export interface Asked<F extends Flags, Name extends string> {
  readonly name: Name;
  readonly operands: readonly string[];
  readonly values: { readonly [K in keyof F]?: ValueOf<F[K]> };
  /** @throws BadArgument where the flag is missing */
  readonly required: <K extends keyof F & string>(flag: K) => ValueOf<F[K]>;
}

export type AskedOf<L> = L extends {
  readonly commands: Readonly<Record<infer Name extends string, unknown>>;
  readonly flags: infer F extends Flags;
}
  ? Asked<F, Name>
  : never;

/** @throws BadArgument naming the flag or the word that is wrong */
export function readCommandLine<F extends Flags, Name extends string>(
  line: CommandLine<F, Name>,
  args: readonly string[],
): Asked<F, Name> | 'help' {
  const { values: texts, positionals } = parsed(line.flags, args);
  if (texts.help !== undefined) return 'help';
  const [name, operands] = commandIn(line, positionals);
  const command = line.commands[name];
  const { needs = [], takes = [] } = command;
  if (operands.length > 0 && command.operands === undefined) {
    throw new BadArgument(`not understood: ${operands.join(' ')}`);
  }
  const values: Record<string, unknown> = {};
  for (const [flag, given] of Object.entries(texts)) {
    if (![...needs, ...takes].includes(flag)) throw new BadArgument(`--${flag} is not for ${name || 'this'}`);
    const { read, form } = line.flags[flag]!;
    values[flag] = read(String(given));
    if (values[flag] !== undefined) continue;
    throw new BadArgument(`--${flag} is not usable: ${JSON.stringify(given)}. It takes ${form}.`);
  }
  const required = (flag: string): never => {
    if (values[flag] === undefined) throw new BadArgument(`--${flag} is missing`);
    return values[flag] as never;
  };
  needs.forEach(required);
  return { name, operands, values: values as Asked<F, Name>['values'], required };
}

function commandIn<F extends Flags, Name extends string>(
  { commands, fallback }: CommandLine<F, Name>,
  positionals: readonly string[],
): [Name, readonly string[]] {
  const [first, ...rest] = positionals;
  const names = Object.keys(commands) as Name[];
  const named = names.find((name) => name !== '' && name === first);
  if (named !== undefined) return [named, rest];
  if (fallback !== undefined && (first === undefined || fallback === '')) return [fallback, positionals];
  const known = names.join(', ');
  throw new BadArgument(first === undefined ? `say one of ${known}` : `not understood: ${first}; there are ${known}`);
}

function parsed(flags: Flags, args: readonly string[]) {
  const options = Object.entries(flags).map(([name, { placeholder }]) => [
    name,
    { type: placeholder === null ? 'boolean' : 'string' } as const,
  ]);
  try {
    return parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } } as Record<
        string,
        { type: 'boolean' | 'string'; short?: string }
      >,
      allowPositionals: true,
    });
  } catch (error) {
    // Node goes on with advice on positional arguments after the first sentence.
    const [reason = ''] = messageOf(error).split('. ');
    throw new BadArgument(reason);
  }
}

/** What `--help` prints. */
export function helpOf<F extends Flags, Name extends string>(line: CommandLine<F, Name>): string {
  const commands = Object.entries<Command<keyof F & string>>(line.commands);
  const usage = commands.map(([name, command]) =>
    [line.program, name, command.usage ?? usageOf(line.flags, command)].filter((part) => part !== '').join(' '),
  );
  const rows = [
    commands.flatMap(([name, { help }]) => (help === undefined ? [] : [[name, help] as const])),
    [
      ...Object.entries(line.words ?? {}),
      ...Object.entries(line.flags).map(
        ([name, { placeholder, help }]) => [`--${name}${placeholder === null ? '' : ` ${placeholder}`}`, help] as const,
      ),
    ],
  ];
  const width = Math.max(...rows.flat().map(([left]) => left.length));
  const tables = rows.filter((table) => table.length > 0).map((table) => columns(table, width));
  return `${[usage.join('\n'), line.about, ...tables, line.exitCodes].join('\n\n')}\n`;
}

function usageOf(flags: Flags, { needs = [], takes = [], operands }: Command<string>): string {
  const shown = (name: string): string => [`--${name}`, flags[name]!.placeholder ?? []].flat().join(' ');
  return [...needs.map(shown), ...takes.map((name) => `[${shown(name)}]`), operands ?? []].flat().join(' ');
}

function columns(rows: readonly (readonly [string, string])[], width: number): string {
  return rows
    .map(([left, right]) => `  ${left.padEnd(width)}  ${right.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`)
    .join('\n');
}

export interface RunnableCommand<F extends Flags, Name extends string> {
  readonly line: CommandLine<F, Name>;
  /** @returns the exit code */
  readonly run: (asked: Asked<F, Name>) => Promise<number>;
  /** The text of an error that this command knows; null for every other one. */
  readonly explain?: (error: unknown) => string | null;
}

/**
 * Runs a command to its end.
 *
 * @returns the exit code: 2 where the command line is not understood, 1 where the command is refused or not possible
 */
export async function runCommandLine<F extends Flags, Name extends string>(
  { line, run, explain }: RunnableCommand<F, Name>,
  args: readonly string[],
): Promise<number> {
  try {
    const asked = readCommandLine(line, args);
    if (asked !== 'help') return await run(asked);
    print(helpOf(line).trimEnd());
    return 0;
  } catch (error) {
    if (error instanceof BadArgument) {
      printError(`${error.message}\n\n${helpOf(line).trimEnd()}`);
      return 2;
    }
    if (error instanceof InvalidConfig) printError(error.message);
    else printError(explain?.(error) ?? `Not possible: ${messageOf(error)}`);
    return 1;
  }
}
