const EVERY_MS = 5_000;

/**
 * Says every five seconds that the work goes on, and nothing where it takes less.
 *
 * @template T
 * @param {string} what for example `starting the services`
 * @param {(text: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSignOfLife(what, say, work) {
  const startedAt = Date.now();
  const timer = setInterval(
    () => say(`  still at it: ${what}, ${Math.round((Date.now() - startedAt) / 1000)} s`),
    EVERY_MS,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
