const FIRST_MS = 1_000;
const EVERY_MS = 5_000;

/**
 * Says after a second what is being done, and every five seconds that it goes on. Nothing where it takes less.
 *
 * @template T
 * @param {string} what for example `Starting the services`
 * @param {(text: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgressMessages(what, say, work) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const first = setTimeout(say, FIRST_MS, `${what} ...`);
  const timer = setInterval(() => say(`  still at it: ${what}, ${seconds()} s`), EVERY_MS);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(timer);
  }
}
