import type { CheckpointName } from '../../src/activities/checkpoint.js';
import { addConsenting, type BroadcastApi, numberIn, peopleIn, setUpWhatsApp, startBroadcast } from './broadcast.js';
import { eventually } from './eventually.js';
import { sessions } from './locks.js';
import { endLeases } from './sent-messages.js';
import type { WorkerProcess } from './worker-process.js';

/** Every moment of a chunk of messages, in their order. */
export const MOMENTS: readonly CheckpointName[] = [
  ...(['before begin', 'batch opened', 'before composed', 'composed', 'before claim', 'claimed'] as const),
  ...(['answered', 'outcome written', 'before commit', 'after commit'] as const),
];

/** Three chunks, of which the worker stops in the second one. */
export const PEOPLE = 12;

interface StoppedBroadcast {
  readonly id: string;
  /** `under way`: the provider has taken the message, and has not answered. */
  readonly moment: CheckpointName | 'under way';
}

/**
 * A worker that has stopped in a broadcast at each of the moments, each of a business of its own.
 *
 * @param underWay how the provider is to the message that is under way
 */
export async function stopAtEachMoment(
  api: BroadcastApi,
  underWay: object,
): Promise<{ readonly worker: WorkerProcess; readonly jobs: readonly StoppedBroadcast[] }> {
  const jobs: StoppedBroadcast[] = [];
  for (const moment of [...MOMENTS, 'under way'] as const) {
    const businessId = jobs.length + 1;
    await setUpWhatsApp(api, { businessId });
    await addConsenting(api, peopleIn(businessId, PEOPLE), businessId);
    jobs.push({ moment, id: await startBroadcast(api, {}, { businessId }) });
  }
  const withoutAnswer = numberIn(jobs.length, 7);
  await api.provider.plan({ rules: [{ to: withoutAnswer, ...underWay }] });
  const stopAt = jobs.flatMap(({ moment, id }) =>
    moment === 'under way' ? [] : [{ name: moment, chunkNo: 2, jobId: id }],
  );
  const worker = await api.startWorker({ stopAt });
  await Promise.all(stopAt.map(({ jobId }) => worker.atCheckpoint(jobId)));
  await eventually(async () => (await api.provider.seen(withoutAnswer)).got === 1);
  return { worker, jobs };
}

/** Of workers that were all killed, once PostgreSQL has noticed it. */
export async function endLeasesOfDead(api: BroadcastApi): Promise<void> {
  await eventually(async () => (await sessions(api.dataSource, `application_name = 'test-worker'`)) === 0);
  await endLeases(api);
}
