import { ApiProblem, dataOf, NoAnswer } from '../api/problems.js';
import type { Refusal } from './connection.js';
import { readEvents, type StreamEvent } from './stream-event.js';

/** The server tells its state every 5 s. */
const SILENCE_MS = 12_000;
const ANSWER_WITHIN_MS = 10_000;
/** A stream that is back by then was never lost to anybody: a proxy has cut it, or a deploy has moved it. */
const GRACE_MS = 2_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;

export interface StreamListener {
  event(event: StreamEvent): void;
  /** @param heardAt when the server was last heard, in milliseconds @param refusal why it takes no stream */
  lost(heardAt: number, refusal: Refusal | null): void;
  /** The cookie is of another login now: what comes is not for this page. */
  otherLogin(): void;
  /** The session is over. */
  loggedOut(): void;
}

export interface StreamSource {
  readonly url: string;
  /** The only one whose jobs are heard. */
  readonly businessId: number;
}

/**
 * Listens to the events of all jobs until the signal, and comes back whenever the server is away. A silent server is as
 * good as none: a frozen one keeps its connections open.
 */
export async function listenToJobs(
  { url, businessId }: StreamSource,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<void> {
  let heardAt = Date.now();
  let retryMs = FIRST_RETRY_MS;
  let losing: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => clearTimeout(losing));
  while (!signal.aborted) {
    losing ??= setTimeout(() => listener.lost(heardAt, null), GRACE_MS);
    try {
      for await (const event of open(url, signal)) {
        // Every stream begins with its state.
        if (event?.kind === 'state' && event.state.businessId !== businessId) {
          listener.otherLogin();
          break;
        }
        heardAt = Date.now();
        if (event === null) continue;
        clearTimeout(losing);
        losing = undefined;
        retryMs = FIRST_RETRY_MS;
        listener.event(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiProblem) {
        const { status, code, title } = error.problem;
        clearTimeout(losing);
        if (status === 401) return listener.loggedOut();
        listener.lost(heardAt, { code, title });
      }
    }
    await rest(retryMs * (0.5 + Math.random()), signal);
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  }
}

/** One stream, until it ends. @throws ApiProblem, NoAnswer */
async function* open(url: string, signal: AbortSignal): AsyncGenerator<StreamEvent | null> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), ANSWER_WITHIN_MS);
  try {
    const asked = { signal: AbortSignal.any([signal, silence.signal]), headers: { accept: 'text/event-stream' } };
    const response = await fetch(url, asked).catch((cause: unknown) => {
      throw new NoAnswer(cause);
    });
    if (!response.ok || response.body === null) {
      const error: unknown = await response.json().catch(() => null);
      await dataOf(Promise.resolve({ response, error }));
      return;
    }
    for await (const event of readEvents(response.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      yield event;
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
