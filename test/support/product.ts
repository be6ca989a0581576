import { freePort } from '../../scripts/stack/ports.mjs';
import { startRedis } from '../../scripts/stack/redis.mjs';
import type { Browser } from 'playwright-core';
import type { PolicyOverrides } from '../../src/operations/policy.js';
import { type AskApi, asking } from './asking.js';
import { withBrowser } from './browser.js';
import { withCleanups } from './cleanups.js';
import { type System, type SystemOptions, withSystem } from './system.js';
import { ApiProcess } from './api-process.js';
import { ProductWorker } from './product-process.js';

/** What a test may take down, and bring up again where it was. */
export interface Part {
  down(): Promise<void>;
  up(): Promise<void>;
}

/** The product as it is installed, with its console and its sample users, and a browser to look at it. */
export interface Product extends System {
  /** Of the console and the API, whichever process serves them. */
  readonly url: string;
  /** An operator of business 1 asks the API, unless another token is given. */
  readonly ask: AskApi;
  readonly browser: Browser;
  /** Killed, not stopped. */
  readonly api: Part;
  /** Killed, not stopped. */
  readonly worker: Part;
  readonly redisService: Part;
}

/** A batch that has died with its worker is repeated after two seconds, not thirty. */
const POLICIES: PolicyOverrides = {
  delete_leads_bulk: {
    ...{ lockTtlSeconds: 60, maxRuntimeSeconds: 10, heartbeatTimeoutSeconds: 2, startToCloseSeconds: 65 },
    maxBackoffSeconds: 1,
  },
};

interface Running {
  kill(): Promise<void>;
}

export async function withProduct(options: SystemOptions, use: (product: Product) => Promise<void>): Promise<void> {
  const port = await freePort();
  const environment = { SAMPLE_USERS: 'true', PORT: String(port), ...options.environment };
  await withSystem({ policies: POLICIES, ...options, environment }, (system) =>
    withBrowser((browser) =>
      withCleanups(async ({ defer }) => {
        const part = async (start: () => Promise<Running>, running?: Running): Promise<Part> => {
          let current = running ?? (await start());
          defer(() => current.kill());
          return {
            down: () => current.kill(),
            up: async () => void (current = await start()),
          };
        };
        const url = `http://127.0.0.1:${port}`;
        const { redisServer, redisDir: dir } = system;
        const delivered = (program: 'api' | 'worker') => ({ build: `dist/bin/${program}.js`, logLevel: 'info' });
        const [api, worker, redisService] = await Promise.all([
          part(() => ApiProcess.start(system.environment, delivered('api'))),
          part(() => ProductWorker.startReady(system.environment, delivered('worker'))),
          part(() => startRedis({ dir, port: redisServer.port }), redisServer),
        ]);
        // While its server lives: of one that has gone ioredis waits two seconds for a farewell.
        defer(() => system.redis.disconnect());
        await use({ ...system, url, browser, api, worker, redisService, ask: await asking(url) });
      }),
    ),
  );
}
