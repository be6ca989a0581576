import { expect } from '@jest/globals';
import type { Job } from '../../src/operations/job.js';
import { FAST_CANARY, type System } from './system.js';
import type { MessageStandIn } from './message-stand-in.js';
import type { Canary } from '../../src/operations/canary.js';
import type { Policy, PolicyOverrides } from '../../src/operations/policy.js';

const MESSAGES = 'canary_message';

/** Chunks of ten messages, each a batch. No chunk is given up while workers die over it. */
export function messagePolicy(changed: Partial<Policy> = {}): PolicyOverrides {
  return {
    [MESSAGES]: {
      ...FAST_CANARY.canary_increment,
      ...{ lockTtlSeconds: 600, maxRuntimeSeconds: 100, maxOutageSeconds: 3_600 },
      ...changed,
    },
  };
}

/**
 * A job that sends each canary of its business a message.
 *
 * @param more `perSecond`: so slowly that whatever the test does meanwhile comes before the end, also on a busy machine
 */
export function startMessages(
  system: Pick<System, 'start'>,
  { url }: MessageStandIn,
  canaries: number,
  {
    businessId = 1,
    canary,
    ...parameters
  }: { readonly businessId?: number; readonly perSecond?: number; readonly canary?: Canary } = {},
): Promise<Job> {
  return system.start({ operationType: MESSAGES, businessId, canaries, parameters: { url, ...parameters }, canary });
}

/** No attempt waits a minute for the outcomes of a dead one. */
export async function endLeases({ dataSource }: Pick<System, 'dataSource'>): Promise<void> {
  await dataSource.query(`UPDATE outbox SET lease_until = now() WHERE state = 'sending'`);
}

/**
 * No address was reached twice, and none is lost without a word: what the outbox calls accepted was taken, what was taken and is
 * not accepted is unknown, and nothing is open. The counters of the ended job are those of the outbox.
 */
export async function expectEachOnce({ dataSource }: System, job: Job, standIn: MessageStandIn): Promise<void> {
  expect(standIn.reachedTwice()).toEqual([]);
  const rows = await dataSource.query<{ address: string; state: string }[]>(
    'SELECT address, state FROM outbox WHERE job_id = $1',
    [job.id],
  );
  const taken = new Set(standIn.taken.map(({ address }) => address));
  const of = (...states: string[]) => rows.filter(({ state }) => states.includes(state));
  expect(of('accepted').filter(({ address }) => !taken.has(address))).toEqual([]);
  expect(rows.filter(({ address, state }) => taken.has(address) && !['accepted', 'unknown'].includes(state))).toEqual(
    [],
  );
  expect(of('prepared', 'sending')).toEqual([]);
  const [open] = await dataSource.query<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM job_batches WHERE job_id = $1 AND finished_at IS NULL',
    [job.id],
  );
  expect(open).toEqual({ count: 0 });
  expect(rows).toHaveLength(job.succeeded + job.failed);
  expect(job.processed).toBe(job.succeeded + job.failed + job.skipped);
}
