import { expect, test } from '@jest/globals';
import type { Caller } from '../../../src/access/caller.js';
import { RecentPlays } from '../../../src/api/calls/recent-plays.js';

const VIEWER = {
  ...{ businessId: 1, subject: 'viewer-1', role: 'viewer' },
  credential: { kind: 'token', id: 'jti-1' },
} as Caller;
const MINUTE_MS = 60_000;

test('parts that are asked for at once are one entry, and who did not write it waits for it', async () => {
  const plays = new RecentPlays();
  let written = 0;
  let finish = (): void => undefined;
  const writing = new Promise<void>((resolve) => (finish = resolve));
  const write = async (): Promise<void> => {
    await writing;
    written++;
  };
  const parts = Array.from({ length: 40 }, () =>
    plays.once(VIEWER, 'CA1', write).then((isWriter) => ({ isWriter, written })),
  );
  finish();
  const answers = await Promise.all(parts);
  expect(written).toBe(1);
  expect(answers.filter(({ isWriter }) => isWriter)).toHaveLength(1);
  expect(answers.every((answer) => answer.written === 1)).toBe(true);
});

test('an entry that cannot be written lets nobody hear, and the next one tries again', async () => {
  const plays = new RecentPlays();
  const fail = (): Promise<void> => Promise.reject(new Error('the log is away'));
  const parts = await Promise.allSettled([1, 2, 3].map(() => plays.once(VIEWER, 'CA1', fail)));
  expect(parts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(await plays.once(VIEWER, 'CA1', () => Promise.resolve())).toBe(true);
});

test('an entry is good for ten minutes, for that person with that credential and that call', async () => {
  let nowMs = 0;
  const plays = new RecentPlays(() => nowMs);
  const once = (caller: Caller, callSid: string): Promise<boolean> =>
    plays.once(caller, callSid, () => Promise.resolve());
  expect(await once(VIEWER, 'CA1')).toBe(true);
  nowMs = 10 * MINUTE_MS - 1;
  expect(await once(VIEWER, 'CA1')).toBe(false);
  expect(await once(VIEWER, 'CA2')).toBe(true);
  expect(await once({ ...VIEWER, subject: 'another' }, 'CA1')).toBe(true);
  expect(await once({ ...VIEWER, businessId: 2 }, 'CA1')).toBe(true);
  nowMs = 10 * MINUTE_MS;
  expect(await once(VIEWER, 'CA1')).toBe(true);
});
