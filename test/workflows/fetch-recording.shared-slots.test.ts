import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { DownloadSlots } from '../../src/activities/download-slots.js';
import { eventually } from '../support/eventually.js';
import { answer, wav, withRawProvider } from '../support/raw-provider.js';
import { startFetch } from '../support/recording-fetch.js';
import { withRecordings } from '../support/recordings.js';

const SLOTS = 4;
const CLICKS = 12;

test(`of ${SLOTS} slots one business has half, however often it clicks; another one's recording does not wait for it`, async () => {
  const held: Socket[] = [];
  let isOpen = false;
  const audio = answer(200, { 'content-type': 'audio/wav' }, wav(1_000));
  // Answers nobody until it is told to: no time decides who is first.
  await withRawProvider(
    (socket) => (isOpen ? socket.end(audio) : held.push(socket)),
    async (slow) => {
      const environment = {
        WORKER_MAX_DOWNLOADS: String(SLOTS),
        RECORDINGS_REDIRECT_HOSTS: slow.host,
        RECORDINGS_IDLE_TIMEOUT_MS: '60000',
      };
      await withRecordings({ environment }, async (system) => {
        await system.startRecordingWorker();
        const fetched = async (callSid: string): Promise<void> => {
          await system.addCall(2, callSid, `/ok/${callSid}.wav?bytes=50000`);
          const fetch = await startFetch(system, callSid, { businessId: 2 });
          expect(await fetch.result()).toMatchObject({ isNew: true });
        };
        await fetched('first');

        const greedy = await Promise.all(
          Array.from({ length: CLICKS }, async (_, n) => {
            await system.addCall(1, `slow-${n}`, slow.url);
            return startFetch(system, `slow-${n}`);
          }),
        );
        await eventually(() => Promise.resolve(slow.requests.length === SLOTS / 2), 30_000);
        for (const callSid of ['second', 'third', 'fourth']) await fetched(callSid);
        // None of the slow ones has ended, and no more of them have begun.
        expect(slow.requests).toHaveLength(SLOTS / 2);

        isOpen = true;
        for (const socket of held) socket.end(audio);
        for (const fetch of greedy) expect(await fetch.result()).toEqual({ bytes: 1_000, isNew: true });
        expect(slow.requests).toHaveLength(CLICKS);
      });
    },
  );
}, 120_000);

test('every business that comes finds a slot: each has at most as many as it leaves free', () => {
  const slots = new DownloadSlots(10);
  const taken = (businessId: number): number => {
    let count = 0;
    while (slots.take(businessId)) count++;
    return count;
  };
  expect([1, 2, 3, 4].map(taken)).toEqual([5, 3, 1, 1]);
  expect(taken(5)).toBe(0);

  const few = new DownloadSlots(1);
  const release = few.take(1);
  expect(few.take(2)).toBeNull();
  release?.();
  expect(few.take(2)).not.toBeNull();
});
