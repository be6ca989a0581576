import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { services } from './support/services.js';

/** Runs one of the product's processes to its end. */
async function outcomeOf(
  entry: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ code: number | null; said: string }> {
  const program = fileURLToPath(new URL(`../dist-test/src/${entry}.js`, import.meta.url));
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

test.each(['main', 'worker'])(
  '%s does not start with a policy that is not sound, and names each field',
  async (entry) => {
    const policies = { delete_leads_bulk: { lockTtlSeconds: 599, maxRuntimeSeconds: 100 } };
    const { code, said } = await outcomeOf(entry, {
      REDIS_URL: services.redisUrl,
      JWT_SECRET: 'a secret that is long enough for tests',
      BULKGATE_POLICIES: JSON.stringify(policies),
    });
    expect(said).toContain(
      'BULKGATE_POLICIES: delete_leads_bulk.lockTtlSeconds: 599 is under 6 x maxRuntimeSeconds (600)',
    );
    expect(said).not.toMatch(/^ +at /m); // told to whoever runs it, not a stack
    expect(code).toBe(1);
  },
);
