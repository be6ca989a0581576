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
  const limit = new AbortController();
  const leave = signals.map((signal) => {
    const abort = (): void => limit.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    return () => signal.removeEventListener('abort', abort);
  });
  const timer = setTimeout(() => limit.abort(new DownloadFailed('too_slow')), timeoutMs);
  try {
    limit.signal.throwIfAborted();
    return await work(limit.signal);
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error;
  } finally {
    clearTimeout(timer);
    leave.forEach((step) => step());
  }
}
