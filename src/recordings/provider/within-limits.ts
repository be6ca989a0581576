import { DownloadFailed } from '../fetch-failure.js';

/**
 * Does work that ends when a time is over or one of `signals` is aborted, and then rejects with the reason: `too_slow`, or
 * the signal's own, whatever the work has made of it.
 */
export async function withinLimits<T>(
  timeoutMs: number,
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeUp = new AbortController();
  const timer = setTimeout(() => timeUp.abort(new DownloadFailed('too_slow')), timeoutMs);
  const limit = AbortSignal.any([...signals, timeUp.signal]);
  try {
    limit.throwIfAborted();
    return await work(limit);
  } catch (error) {
    throw limit.aborted ? limit.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
