/** What was typed is not understood: told together with the help. */
export class BadArgument extends Error {}

export interface CommandLine {
  readonly help: string;
  /** @returns the exit code */
  readonly run: (args: readonly string[]) => Promise<number>;
  /** An error as this command tells it; null for one that it knows nothing special of. */
  readonly explain: (error: unknown) => string | null;
}

/** Runs a command to the end of the process: 2 where it is not understood, 1 where it is refused or not possible. */
export function runCommandLine({ help, run, explain }: CommandLine): void {
  run(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      const isBad = error instanceof BadArgument;
      const text = isBad ? `${error.message}\n\n${help}` : (explain(error) ?? `Not possible: ${wordsOf(error)}`);
      process.stderr.write(`${text.trimEnd()}\n`);
      process.exit(isBad ? 2 : 1);
    },
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
