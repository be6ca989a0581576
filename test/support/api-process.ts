import { type AskApi, asking } from './asking.js';
import { eventually } from './eventually.js';
import { type ProductOptions, ProductProcess, TELLS_MEMORY } from './product-process.js';
import { started } from './program.js';

export class ApiProcess extends ProductProcess {
  /** Without a slash at its end. */
  url = '';
  /** An operator of business 1 asks, unless another token is given. */
  ask!: AskApi;

  static start(environment: NodeJS.ProcessEnv, options?: ProductOptions): Promise<ApiProcess> {
    // Its log tells the port.
    const own = { logLevel: 'info', nodeOptions: TELLS_MEMORY, ...options };
    return started(new ApiProcess('api', environment, own), async (api) => {
      api.url = await api.logged('url');
      api.ask = await asking(api.url);
      // It listens before it has reached Redis and Temporal: it can do without them.
      await api.ready();
    });
  }

  /** Waits until it reaches PostgreSQL, Redis and Temporal, each over its own connections: those come back after a test's. */
  async ready(): Promise<void> {
    await eventually(async () => (await fetch(`${this.url}/health/ready`)).status === 200, 90_000);
  }
}
