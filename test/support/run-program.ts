import { execFile } from 'node:child_process';
import path from 'node:path';

export interface ProgramOutcome {
  /** null where it did not end by itself */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of Node to its end. @param file from the folder of the repository @param env besides that of the tests */
export function runProgram(
  file: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const options = {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      timeout: 100_000,
      killSignal: 'SIGKILL',
    } as const;
    const child = execFile(process.execPath, [path.resolve(file), ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
