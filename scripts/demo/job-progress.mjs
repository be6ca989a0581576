import { setTimeout as delay } from 'node:timers/promises';

const FINAL = new Set(['completed', 'failed', 'cancelled']);

/**
 * @typedef {object} JobView what the API tells about a job
 * @property {string} id
 * @property {string} status
 * @property {number | null} total null until the job has begun
 * @property {number} processed
 * @property {number} succeeded
 * @property {number} failed
 * @property {number} skipped
 * @property {number | null} percentage
 * @property {number | null} ratePerSecond
 * @property {number | null} etaSeconds
 * @property {number} runs
 * @property {string | null} startedAt
 * @property {string | null} finishedAt
 * @property {string | null} lastError
 * @property {boolean} waitingForWorker
 */

/** @param {JobView} job */
export function isFinal(job) {
  return FINAL.has(job.status);
}

/**
 * The job each time the API tells news of it, the final state last. Listens to the event stream, and asks every second
 * where the stream breaks off.
 *
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {string} id
 * @returns {AsyncGenerator<JobView>}
 */
export async function* progressOf(api, id) {
  try {
    for await (const job of eventsOf(api, id)) {
      if (!isFinal(job)) yield job;
    }
  } catch {
    // A cut connection is no news of the job.
  }
  for (;;) {
    const job = /** @type {JobView} */ (await api.read(`/jobs/${id}`));
    yield job;
    if (isFinal(job)) return;
    await delay(1000);
  }
}

/**
 * @param {import('./api-client.mjs').ApiClient} api
 * @param {string} id
 * @returns {AsyncGenerator<JobView>}
 */
async function* eventsOf(api, id) {
  const answer = await api.open(`/jobs/${id}/events`);
  if (!answer.ok || answer.body === null) return;
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split(/\r?\n\r?\n/);
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (data !== undefined && /^event: ?(progress|end)\r?$/m.test(event)) yield JSON.parse(data);
    }
  }
}
