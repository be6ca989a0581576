export interface Cleanups {
  /** Runs when the work has ended, after everything that was given later. */
  readonly defer: (cleanup: () => unknown) => void;
  /**
   * Closes what `opening` leads to, if it does: also where something beside it has failed meanwhile. Told before it is
   * waited for, so that nothing is left open between the two.
   */
  readonly opened: <T>(opening: Promise<T>, close: (opened: T) => unknown) => Promise<T>;
}

/**
 * Runs `work` and cleans up after it. One cleanup that fails does not keep the others from their turn, and its error is
 * thrown only where the work has none of its own: that one says what went wrong.
 */
export async function withCleanups<T>(work: (cleanups: Cleanups) => Promise<T>): Promise<T> {
  const pending: (() => unknown)[] = [];
  const errors: unknown[] = [];
  const noting = async <R>(step: () => R | Promise<R>): Promise<R | undefined> => {
    try {
      return await step();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const result = await noting(() =>
    work({
      defer: (cleanup) => void pending.push(cleanup),
      opened(opening, close) {
        pending.push(async () => {
          const outcome = await opening.then(
            (value) => ({ value }),
            () => null, // whoever waits for it has its error
          );
          if (outcome) await close(outcome.value);
        });
        return opening;
      },
    }),
  );
  for (let cleanup = pending.pop(); cleanup; cleanup = pending.pop()) await noting(cleanup);
  if (errors.length > 0) throw errors[0];
  return result as T;
}
