import { afterAll } from '@jest/globals';

/**
 * Turns a `withX` into one whose X is shared by the tests of a file: what takes seconds to come up does so once, and where
 * most of the time is waited for, tests can run side by side on it. Opened by the first test that asks, closed after the
 * last one; what a test must not find there is for the tests to see to.
 */
export function share<X>(
  withX: (use: (x: X) => Promise<void>) => Promise<void>,
): <T>(test: (x: X) => Promise<T>) => Promise<T> {
  let shared: Promise<X> | undefined;
  let life: Promise<void> | undefined;
  const ended = new AbortController();
  const open = (): Promise<X> =>
    new Promise((resolve, reject) => {
      life = withX(async (x) => {
        resolve(x);
        if (!ended.signal.aborted) await new Promise((end) => ended.signal.addEventListener('abort', end));
      });
      life.catch(reject);
    });
  afterAll(async () => {
    ended.abort();
    await life;
  });
  return async (test) => test(await (shared ??= open()));
}
