import { runProgram } from './run-program.js';

/** Runs one of the product's processes to its end: it is to refuse to start. @returns with what it wrote to standard error */
export async function programOutcome(
  entry: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const own = { PORT: '0', METRICS_PORT: '0', WORKER_HEALTH_PORT: '0', WORKER_METRICS_PORT: '0' };
  const { code, stderr } = await runProgram(`dist-test/src/bin/${entry}.js`, [], { ...own, ...environment });
  return { code, said: stderr };
}
