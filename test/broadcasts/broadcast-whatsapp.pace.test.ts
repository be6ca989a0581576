import { expect, test } from '@jest/globals';
import {
  addConsenting,
  expectAccountedFor,
  expectNobodyTwice,
  peopleIn,
  setUpWhatsApp,
  startBroadcast,
  withBroadcasts,
} from '../support/broadcast.js';
import { atLength } from '../support/length.js';

/** Far below what either worker could send by itself, also on a busy machine. */
const PER_SECOND = 10;
const PEOPLE = atLength({ short: 60, long: 400 });
/** Of the limit. */
const TOLERANCE = 1.05;

test('two workers send by way of one number: together they keep to its limit, and everybody is reached', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api, { perSecond: PER_SECOND });
    await addConsenting(api, peopleIn(1, PEOPLE));
    // One slot of each worker for a business, so that neither has the job for itself.
    const slots = { WORKER_MAX_MESSAGE_CHUNKS: '2' };
    const stopAt = { name: 'composed', chunkNo: 1 } as const;
    const workers = await Promise.all([api.startWorker({ stopAt }, slots), api.startWorker({ stopAt }, slots)]);
    const id = await startBroadcast(api, {}, { parallelism: 4 });
    await Promise.all(workers.map((worker) => worker.atCheckpoint()));
    const { nowMs } = await api.provider.times();
    for (const worker of workers) worker.goOn();
    const ended = await api.finished(id, 120_000);
    expect(ended).toMatchObject({ status: 'completed', succeeded: PEOPLE, failed: 0, skipped: 0 });
    await expectAccountedFor(api, ended);
    expect(await expectNobodyTwice(api, id)).toEqual({ accepted: PEOPLE });
    const sinceMs = (await api.provider.times()).takenAtMs.map((atMs) => atMs - nowMs).sort((a, b) => a - b);
    // The n-th message has the n-th turn or a later one: a busy machine only makes it later.
    const tooEarly = sinceMs.filter((ms, n) => n > ((ms + 2) / 1_000) * PER_SECOND * TOLERANCE);
    expect(tooEarly).toEqual([]);
    expect(sinceMs).toHaveLength(PEOPLE);
  }));
