/**
 * Shows that something slow is alive: one line that counts the seconds on a terminal, a line every 5 seconds elsewhere
 * (logs of a build server must not fill with control characters).
 *
 * @template T
 * @param {string} what for example `Installing dependencies`
 * @param {() => Promise<T>} work
 * @param {{ write(text: string): unknown, isTTY?: boolean }} [out]
 * @returns {Promise<T>}
 */
export async function withWaitingSign(what, work, out = process.stdout) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  if (!out.isTTY) out.write(`${what} ...\n`);
  const timer = setInterval(
    () => out.write(out.isTTY ? `\r\x1b[K${what}, ${seconds()} s` : `  still at it: ${what}, ${seconds()} s\n`),
    out.isTTY ? 1000 : 5000,
  );
  if (out.isTTY) out.write(`${what} ...`);
  try {
    const result = await work();
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${what}: took ${seconds()} s\n`);
    return result;
  } catch (error) {
    if (out.isTTY) out.write('\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
