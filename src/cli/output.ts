/** Writes a line that was asked for, so that it can be piped. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line that is no part of what was asked for: a refusal, a question, a hint. */
export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
