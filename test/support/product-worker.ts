import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endProcess } from './end-process.js';
import { productEnvironment } from './product-environment.js';

const WORKER = fileURLToPath(new URL('../../dist-test/src/bin/worker.js', import.meta.url));

/** The product's own worker process (src/bin/worker.ts), as production runs it. */
export class ProductWorker {
  private constructor(private readonly child: ChildProcess) {}

  /**
   * Does not wait until it is ready: work that it takes shows that.
   *
   * @param program another build of it than the tests' own
   */
  static start(environment: NodeJS.ProcessEnv, program = WORKER): ProductWorker {
    const ports = { WORKER_HEALTH_PORT: '0', WORKER_METRICS_PORT: '0' };
    const env = { ...process.env, ...ports, ...productEnvironment(environment), NODE_OPTIONS: '' };
    return new ProductWorker(spawn(process.execPath, [program], { env, stdio: 'ignore' }));
  }

  /** SIGTERM, and waits until it has gone. @returns the exit code */
  stop(): Promise<number | null> {
    return endProcess(this.child, 'SIGTERM');
  }

  async kill(): Promise<void> {
    await endProcess(this.child, 'SIGKILL');
  }
}
