import { operationRegistry } from '../../src/operations/definitions/index.js';
import { Program, started } from './program.js';

const FREE_PORTS = {
  ...{ PORT: '0', METRICS_PORT: '0', CODEC_SERVER_PORT: '0' },
  ...{ WORKER_HEALTH_PORT: '0', WORKER_METRICS_PORT: '0' },
};

/** Options for Node of a program that is to tell what it keeps in memory. */
export const TELLS_MEMORY: readonly string[] = [
  ...['--expose-gc', '--import'],
  new URL('../../dist-test/test/processes/tell-memory.js', import.meta.url).href,
];

export interface ProductOptions {
  readonly logLevel?: string;
  /** Another build of it than the tests' own. */
  readonly build?: string;
  readonly nodeOptions?: readonly string[];
}

/** One of the product's own programs (src/bin), as production runs it, on free ports unless the environment names some. */
export class ProductProcess extends Program<NodeJS.MemoryUsage> {
  protected constructor(name: string, environment: NodeJS.ProcessEnv, options: ProductOptions = {}) {
    const { build = `dist-test/src/bin/${name}.js`, logLevel = environment.LOG_LEVEL, nodeOptions = [] } = options;
    // It does not know the tests' own operation types.
    const policies = Object.entries(JSON.parse(environment.BULKGATE_POLICIES ?? '{}') as object);
    const known = Object.fromEntries(policies.filter(([type]) => operationRegistry.has(type)));
    const own = { BULKGATE_POLICIES: JSON.stringify(known), LOG_LEVEL: logLevel };
    super(build, { env: { ...FREE_PORTS, ...environment, ...own }, nodeOptions });
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${await this.logged('metricsPort')}/metrics`)).text();
  }

  /**
   * What it holds in memory, in bytes, once its garbage is collected: what a leak cannot hide from. Only of a program that was
   * started with `TELLS_MEMORY`.
   */
  memoryKept(): Promise<NodeJS.MemoryUsage> {
    const told = this.messages.length;
    this.child.send('memory?');
    return this.until(() => this.messages[told]);
  }
}

export class ProductWorker extends ProductProcess {
  /** Does not wait until it is ready: work that it takes shows that. */
  static start(environment: NodeJS.ProcessEnv, options?: ProductOptions): ProductWorker {
    return new ProductWorker('worker', environment, options);
  }

  /** @returns once it says so in its log */
  static startReady(environment: NodeJS.ProcessEnv, options?: ProductOptions): Promise<ProductWorker> {
    return started(ProductWorker.start(environment, options), (worker) =>
      worker.until(() => worker.lines.find((line) => line.includes('worker is ready'))),
    );
  }
}

export class CodecServerProcess extends ProductProcess {
  /** Without a slash at its end. */
  url = '';

  static start(environment: NodeJS.ProcessEnv): Promise<CodecServerProcess> {
    return started(new CodecServerProcess('codec-server', environment, { logLevel: 'trace' }), async (server) => {
      server.url = `http://127.0.0.1:${await server.logged('port')}`;
    });
  }
}
