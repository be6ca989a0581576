import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';
import { productEnvironment } from './product-environment.js';

const READY_WITHIN_MS = 90_000;

/** One of the product's own processes at the most talkative log level, with everything that it says kept. */
export class ProductProcess {
  /** All of standard output and standard error, as it came. */
  readonly lines: string[] = [];

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
  }

  /** @param entry `main` or `worker` @param readyWhen a text of its log */
  static async start(entry: string, environment: NodeJS.ProcessEnv, readyWhen: string): Promise<ProductProcess> {
    const file = fileURLToPath(new URL(`../../dist-test/src/bin/${entry}.js`, import.meta.url));
    const ports = { PORT: '0', METRICS_PORT: '0', WORKER_HEALTH_PORT: '0', WORKER_METRICS_PORT: '0' };
    const env = { ...process.env, ...productEnvironment(environment), ...ports, LOG_LEVEL: 'trace', NODE_OPTIONS: '' };
    const started = new ProductProcess(spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    try {
      await eventually(
        async () => Promise.resolve(started.lines.some((line) => line.includes(readyWhen))),
        READY_WITHIN_MS,
      );
      return started;
    } catch (error) {
      await started.kill();
      throw new Error(`${entry} was not ready:\n${started.lines.slice(-20).join('\n')}`, { cause: error });
    }
  }

  /** A field of the first log line that has it. */
  logged(field: string): unknown {
    for (const line of this.lines) {
      const fields = line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {};
      if (field in fields) return fields[field];
    }
    throw new Error(`no line has ${field}`);
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${String(this.logged('metricsPort'))}/metrics`)).text();
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, 'close'); // and all it had to say has arrived
    this.child.kill(signal);
    await closed;
  }
}
