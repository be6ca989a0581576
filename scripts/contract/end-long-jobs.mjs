import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 1_000;
const LONGER_THAN_MS = 3_000;

/**
 * Cancels, as an operator would, what takes long: a made-up job may rest a minute between two rows, its gate would refuse
 * every other start meanwhile, and who follows its events would wait.
 *
 * @param {{ api: string, token: string }} options
 */
export function endLongJobs({ api, token }) {
  const ending = new AbortController();
  const ask = async (/** @type {string} */ route, /** @type {string} */ method = 'GET') => {
    const answer = await fetch(`${api}/api/v1/jobs${route}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([ending.signal, AbortSignal.timeout(10_000)]),
    });
    return /** @type {{ items?: { id: string, createdAt: string }[] }} */ (await answer.json());
  };
  const running = (async () => {
    while (!ending.signal.aborted) {
      try {
        const { items = [] } = await ask('?status=pending,running,pausing,paused&limit=10');
        const old = items.filter(isOld);
        for (const { id } of old) await ask(`/${id}/cancel`, 'POST');
      } catch {
        // Asked again in a moment.
      }
      await delay(EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** @param {{ createdAt: string }} job */
function isOld({ createdAt }) {
  return Date.now() - Date.parse(createdAt) > LONGER_THAN_MS;
}
