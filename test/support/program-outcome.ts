import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ProgramOutcome {
  readonly code: number | null;
  /** What it wrote to standard error. */
  readonly said: string;
}

/** Runs one of the product's processes to its end: it is to refuse to start. */
export async function programOutcome(entry: string, environment: NodeJS.ProcessEnv): Promise<ProgramOutcome> {
  const program = fileURLToPath(new URL(`../../dist-test/src/bin/${entry}.js`, import.meta.url));
  const own = { NODE_OPTIONS: '', PORT: '0', METRICS_PORT: '0', WORKER_HEALTH_PORT: '0', WORKER_METRICS_PORT: '0' };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...own, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 30_000, // it was to refuse, and runs
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
