import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { isDayFull, takeFromDay } from '../../src/db/repositories/message-days.js';
import { insertMessages } from '../../src/db/repositories/outbox-chunks.js';
import { share } from '../support/share.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const onShared = share<TestDatabase>((use) => withDatabase(use));

const TODAY = new Date('2026-03-02T23:59:59Z');
const TOMORROW = new Date('2026-03-03T00:00:00Z');

interface Counting {
  readonly job: { readonly businessId: number; readonly jobId: string };
  readonly business: Business;
  /** Claims the message in a transaction of its own. */
  readonly take: (targetId: number, perDay: number, at?: Date) => Promise<boolean>;
}

/** A job with so many prepared messages. */
function withMessages(count: number, work: (counting: Counting) => Promise<void>): Promise<void> {
  return onShared(async (database) => {
    const job = { businessId: 1, jobId: randomUUID() };
    const business = new Business(await database.as('bulkgate_worker'), 1);
    const messages = Array.from({ length: count }, (_, n) => ({ targetId: n + 1, address: `to ${n}` }));
    await insertMessages(business, { ...job, streamNo: 1, chunkNo: 1 }, messages);
    await work({
      ...{ job, business },
      take: (targetId, perDay, at = TODAY) =>
        business.transaction((sql) => takeFromDay(sql, { ...job, targetId }, at, perDay)),
    });
  });
}

test('of many that are claimed at once, so many are and no other one; the next day begins anew', () =>
  withMessages(24, async ({ job, business, take }) => {
    const ids = Array.from({ length: 20 }, (_, n) => n + 1);
    const taken = await Promise.all(ids.map((id) => take(id, 7)));
    expect(taken.filter(Boolean)).toHaveLength(7);
    expect(await isDayFull(business, job, TODAY, 7)).toBe(true);
    expect(await isDayFull(business, job, TODAY, 8)).toBe(false);
    expect(await isDayFull(business, job, TOMORROW, 7)).toBe(false);
    expect([await take(21, 7), await take(21, 7, TOMORROW)]).toEqual([false, true]);
    // Of this job alone.
    expect(await isDayFull(business, { ...job, jobId: randomUUID() }, TODAY, 1)).toBe(false);
  }));

test('a message that is claimed again counts once, and one whose claim is rolled back not at all', () =>
  withMessages(3, async ({ job, business, take }) => {
    expect([await take(1, 2), await take(1, 2), await take(1, 2)]).toEqual([true, true, true]);
    const rolledBack = business.transaction(async (sql) => {
      expect(await takeFromDay(sql, { ...job, targetId: 2 }, TODAY, 2)).toBe(true);
      throw new Error('the job is paused');
    });
    await expect(rolledBack).rejects.toThrow('paused');
    expect(await isDayFull(business, job, TODAY, 2)).toBe(false);
    expect([await take(3, 2), await take(2, 2), await take(1, 2)]).toEqual([true, false, true]);
  }));
