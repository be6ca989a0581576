import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { asLeader } from '../../src/upkeep/leadership.js';
import { eventually } from '../support/eventually.js';
import { withDatabase } from '../support/test-database.js';

const LEADER = fileURLToPath(new URL('../../dist-test/test/processes/leader.js', import.meta.url));
/** PostgreSQL ends a session that is idle in a transaction for longer. */
const FROZEN_FOR_MS = 10_000;
/** Each try is a connection of its own. */
const CONNECT_EVERY_MS = 500;

test.concurrent('of passes at the same time one is active; the next one is, once it has ended or failed', async () => {
  await withDatabase(async ({ url }) => {
    let active = 0;
    const pass = async (): Promise<void> => {
      active++;
      expect(active).toBe(1);
      const others = await Promise.all([1, 2, 3].map(() => asLeader({ connectionString: url }, pass)));
      expect(others).toEqual([false, false, false]);
      active--;
    };
    expect(await asLeader({ connectionString: url }, pass)).toBe(true);
    await expect(asLeader({ connectionString: url }, () => Promise.reject(new Error('a fault')))).rejects.toThrow(
      'fault',
    );
    expect(await asLeader({ connectionString: url }, () => Promise.resolve())).toBe(true);
  });
});

test.concurrent('a purge holds up no reconciler, nor a reconciler a purge; of each one is active', async () => {
  await withDatabase(async ({ url }) => {
    const lead = (pass: () => Promise<void>, work: 'purge' | 'reconcile'): Promise<boolean> =>
      asLeader({ connectionString: url }, pass, work);
    const nothing = (): Promise<void> => Promise.resolve();
    let beside: boolean[] = [];
    const both = await lead(async () => {
      const reconciled = await lead(async () => {
        beside = await Promise.all([lead(nothing, 'purge'), lead(nothing, 'reconcile')]);
      }, 'reconcile');
      expect(reconciled).toBe(true);
    }, 'purge');
    expect({ both, beside }).toEqual({ both: true, beside: [false, false] });
  });
});

test.concurrent('a pass that takes longer than 10 s stays the leader', async () => {
  await withDatabase(async ({ url }) => {
    let hasAnotherLed = false;
    let isLost: boolean | undefined;
    await asLeader({ connectionString: url }, async (lost) => {
      const since = performance.now();
      const look = async (): Promise<boolean> => {
        hasAnotherLed ||= await asLeader({ connectionString: url }, () => Promise.resolve());
        return performance.now() - since > FROZEN_FOR_MS + 2_000;
      };
      await eventually(look, 30_000, CONNECT_EVERY_MS);
      isLost = lost.aborted;
    });
    expect({ hasAnotherLed, isLost }).toEqual({ hasAnotherLed: false, isLost: false });
  });
});

test.concurrent('a frozen leader loses the lead after 10 s, and learns of it when it wakes', async () => {
  await withDatabase(async ({ url }) => {
    const frozen = fork(LEADER, [url], { env: { ...process.env, NODE_OPTIONS: '' } });
    // Listened for from the begin: it ends at once when it has said its last word.
    const exit = once(frozen, 'exit');
    try {
      const heard: unknown[] = [];
      frozen.on('message', (message) => heard.push(message));
      const [first] = (await Promise.race([once(frozen, 'message'), exit])) as unknown[];
      expect(first).toBe('leads');
      frozen.kill('SIGSTOP');
      const frozenAt = performance.now();
      expect(await asLeader({ connectionString: url }, () => Promise.resolve())).toBe(false);
      await eventually(() => asLeader({ connectionString: url }, () => Promise.resolve()), 60_000, CONNECT_EVERY_MS);
      expect(performance.now() - frozenAt).toBeGreaterThan(FROZEN_FOR_MS - 4_000); // its last pulse is up to 3 s old
      expect(heard).toEqual(['leads']);
      frozen.kill('SIGCONT');
      await eventually(() => heard.length === 2);
      expect(heard).toEqual(['leads', 'lost']);
      const [code] = (await exit) as [number | null];
      expect(code).toBe(0);
    } finally {
      frozen.kill('SIGKILL');
    }
  });
});
