import { afterAll } from '@jest/globals';
import { type System, type SystemOptions, withSystem } from './system.js';

/**
 * One system for several tests of a file that act on businesses of their own: a system takes seconds to come up, and
 * most of what is waited for here is time-outs, which can run side by side. Built by the first test that asks.
 */
export function shareSystem(
  options: SystemOptions,
  setUp: (system: System) => Promise<unknown> = () => Promise.resolve(),
): <T>(test: (system: System) => Promise<T>) => Promise<T> {
  let shared: Promise<System> | undefined;
  let life: Promise<void> | undefined;
  const ended = new AbortController();
  const open = (): Promise<System> =>
    new Promise((resolve, reject) => {
      life = withSystem(options, async (system) => {
        await setUp(system);
        resolve(system);
        if (!ended.signal.aborted) await new Promise((end) => ended.signal.addEventListener('abort', end));
      });
      life.catch(reject);
    });
  afterAll(async () => {
    ended.abort();
    await life;
  }, 60_000);
  return async (test) => test(await (shared ??= open()));
}
