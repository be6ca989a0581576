import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { ROLES } from '../access/permissions.js';
import { commitAudit } from '../audit/append-audit.js';
import { isSubject } from '../audit/subject.js';
import { BadArgument, runCommandLine } from '../cli/command-line.js';
import { type Config, InvalidConfig, readConfig } from '../config/config.js';
import { openDataSource } from '../db/data-source.js';
import type { ApiKeyRow } from '../db/repositories/api-keys.js';
import { isKeyId } from '../access/keys/api-key.js';
import { KEY_NAME, MAX_KEY_LIFE_DAYS } from '../access/keys/issue-api-key.js';
import type { RecordAct } from '../access/keys/key-act.js';
import { type KeyCommand, NoSuchKey, runKeyCommand } from '../access/keys/key-commands.js';
import { createLogger, type Logger } from '../observability/logger.js';
import { operationRegistry } from '../operations/definitions/index.js';
import { textForTerminal, textTable } from '../cli/text-table.js';

const HELP = `npm run -s keys -- create --business N --name TEXT --role ROLE --days N [--types A,B] [--by ID]
npm run -s keys -- list --business N
npm run -s keys -- revoke --business N --key ID [--by ID] [--yes]

Makes, shows and revokes the API keys of a business. In a container: node dist/bin/keys.js list --business 1

  create            prints the new key, and nothing else, on standard output. It cannot be shown again
  list              keys with their state and when they were last used, newest first
  revoke            from now on the key is refused, everywhere at once; repeating it does no harm. The keys that it
                    has made are revoked with it: they are named first, and you are asked

  --business N      the business the key acts for, for example 1
  --name TEXT       what people know it by, 1 to 100 characters; no names of persons
  --role ROLE       ${ROLES.join(', ')}
  --days N          how long it is good for, 1 to ${MAX_KEY_LIFE_DAYS}
  --types A,B       the operation types it may start and control (all that its role may)
  --key ID          id of the key: the middle part of it, as "list" shows it
  --yes             revoke the keys that it has made without asking
  --by ID           who does this, for the audit log: an id, no name (shell)

Exit codes: 0 done, 1 refused or not possible, 2 not understood.
`;

const DAY_MS = 86_400_000;
const MAX_INT32 = 2_147_483_647;

const FLAGS = {
  create: ['business', 'name', 'role', 'days', 'types', 'by'],
  list: ['business'],
  revoke: ['business', 'key', 'by', 'yes'],
} as const;

function readCommand(args: readonly string[]): KeyCommand | { readonly name: 'help' } {
  const text = { type: 'string' } as const;
  const options = {
    ...{ business: text, name: text, role: text, days: text, types: text, key: text, by: text },
    yes: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new BadArgument(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { name: 'help' };
  const [name, ...rest] = positionals;
  if (name !== 'create' && name !== 'list' && name !== 'revoke') {
    throw new BadArgument(name === undefined ? 'say create, list or revoke' : `not understood: ${name}`);
  }
  if (rest.length > 0) throw new BadArgument(`not understood: ${rest.join(' ')}`);
  const foreign = Object.keys(values).find((flag) => !(FLAGS[name] as readonly string[]).includes(flag));
  if (foreign !== undefined) throw new BadArgument(`--${foreign} is not for ${name}`);
  const required = (
    flag: Exclude<keyof typeof values, 'help' | 'yes'>,
    isUsable: (value: string) => boolean,
  ): string => {
    const value = values[flag];
    if (value === undefined) throw new BadArgument(`--${flag} is missing`);
    if (!isUsable(value)) throw new BadArgument(`--${flag} is not usable: ${JSON.stringify(value)}`);
    return value;
  };
  const numberOf = (flag: 'business' | 'days', max: number): number =>
    Number(required(flag, (value) => /^[1-9]\d{0,9}$/.test(value) && Number(value) <= max));
  const businessId = numberOf('business', MAX_INT32);
  if (name === 'list') return { name, businessId };
  const by = values.by === undefined ? 'shell' : required('by', isSubject);
  if (name === 'revoke') {
    return { name, businessId, id: required('key', isKeyId), by, withMadeKeys: values.yes === true };
  }
  const role = required('role', (value) => ROLES.some((known) => known === value));
  return {
    name,
    request: {
      businessId,
      name: required('name', (value) => KEY_NAME.test(value)),
      role: ROLES.find((known) => known === role)!,
      operationTypes: typesOf(values.types),
      expiresAt: new Date(Date.now() + numberOf('days', MAX_KEY_LIFE_DAYS) * DAY_MS),
      createdBy: by,
    },
  };
}

function typesOf(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const types = text.split(',').map((type) => type.trim());
  const unknown = types.find((type) => !operationRegistry.has(type));
  if (unknown === undefined) return types;
  throw new BadArgument(`--types: "${unknown}" is none of ${[...operationRegistry.keys()].join(', ')}`);
}

/** @returns the exit code */
async function run(command: KeyCommand, config: Config): Promise<number> {
  // What was asked for goes to stdout, so that it can be piped; the rest beside it, to stderr.
  const logger = createLogger({ level: config.logLevel, service: 'keys-cli', destination: pino.destination(2) });
  const dataSource = await openDataSource(
    { ...config.database, poolSize: 2 },
    { applicationName: 'bulkgate-keys-cli', role: 'bulkgate_api' },
  );
  try {
    const act = (asked: KeyCommand) => runKeyCommand(dataSource, asked, recordActWith(dataSource, logger));
    let result = await act(command);
    if (result.name === 'has made keys' && command.name === 'revoke' && (await isAgreed(result))) {
      result = await act({ ...command, withMadeKeys: true });
    }
    switch (result.name) {
      case 'created':
        process.stdout.write(`${result.text}\n`);
        process.stderr.write(`Made, good until ${result.key.expiresAt.toISOString()}. It cannot be shown again.\n`);
        return 0;
      case 'listed':
        process.stdout.write(tableOf(result.keys));
        return 0;
      case 'revoked':
        for (const { id, name } of [result.key, ...result.madeKeys]) {
          process.stdout.write(`Revoked: ${id} (${textForTerminal(name)}).\n`);
        }
        return 0;
      case 'has made keys':
        process.stderr.write('Nothing was revoked.\n');
        return 1;
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Names the keys that would be revoked as well, and asks, where somebody is there to answer. */
async function isAgreed({ madeKeys }: { readonly madeKeys: readonly ApiKeyRow[] }): Promise<boolean> {
  process.stderr.write(`The key has made keys that are good. They are revoked with it:\n${tableOf(madeKeys)}`);
  if (!process.stdin.isTTY) {
    process.stderr.write('Say --yes to revoke all of them.\n');
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question('Revoke all of them? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}

/** Writes down what is done here: a line of the log, and an entry in the audit log of the business. */
function recordActWith(dataSource: DataSource, logger: Logger): RecordAct {
  return async (act) => {
    logger.info({ event: 'key_act', ...act }, act.action);
    const { action, businessId, subject, target } = act;
    const id = uuidV7();
    await commitAudit(dataSource, businessId, [
      {
        ...{
          id,
          subject,
          role: 'admin',
          credentialKind: 'command',
          credentialId: 'keys',
          address: null,
          requestId: id,
        },
        ...{ action, target, operationType: null, selection: null, count: null, result: 'done', reason: null },
      },
    ]);
  };
}

function tableOf(keys: readonly ApiKeyRow[]): string {
  if (keys.length === 0) return 'There are no keys.\n';
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.role,
    key.operationTypes?.join(',') ?? 'all',
    key.revokedAt ? `revoked ${day(key.revokedAt)}` : `${key.isExpired ? 'expired' : 'until'} ${day(key.expiresAt)}`,
    key.lastUsedAt ? `${key.lastUsedAt.toISOString().slice(0, 16)}Z` : 'never',
    key.createdBy,
  ]);
  return textTable([['ID', 'NAME', 'ROLE', 'TYPES', 'STATE', 'LAST USED', 'MADE BY'], ...rows]);
}

runCommandLine({
  help: HELP,
  async run(args) {
    const command = readCommand(args);
    if (command.name !== 'help') return run(command, readConfig(operationRegistry));
    process.stdout.write(HELP);
    return 0;
  },
  explain(error) {
    if (error instanceof InvalidConfig) return error.message;
    return error instanceof NoSuchKey ? `Refused: ${error.message}.` : null;
  },
});
