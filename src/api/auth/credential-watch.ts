import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ApiRequest } from '../api-request.js';
import type { Authentication } from './authentication.js';

/** How long an open answer may outlive its credential, but for the time that one look takes. */
const EVERY_MS = 2_000;

type Watchable = Pick<ApiRequest, 'request' | 'reply'>;

interface Watched {
  readonly timer: NodeJS.Timeout;
  /** How each of its open answers is ended. */
  readonly ends: Set<() => void>;
}

/**
 * Ends answers that go on for long (event streams, recordings, exports) with the credential that they were asked for
 * with: revoked, expired, logged out. One credential is looked at once every two seconds, however many answers it has open.
 */
export class CredentialWatch {
  readonly #watched = new Map<string, Watched>();

  constructor(
    private readonly authentication: Pick<Authentication, 'isStillGood'>,
    private readonly everyMs = EVERY_MS,
  ) {}

  /** @returns what is aborted when the request's credential has ended; not when the answer ends before it */
  until(asked: Watchable): AbortSignal {
    const ended = new AbortController();
    this.#watch(asked, () => ended.abort());
    return ended.signal;
  }

  /** Cuts the connection when the credential has ended: whatever else is on its way to a slow client is lost with it. */
  cut(asked: Watchable): void {
    this.#watch(asked, () => asked.reply.raw.destroy());
  }

  #watch({ request, reply: { raw: response } }: Watchable, end: () => void): void {
    // Whoever has left already will not close it once more.
    if (response.closed) return end();
    const key = keyOf(request);
    const watched = this.#watched.get(key) ?? this.#begin(key, request);
    watched.ends.add(end);
    response.once('close', () => {
      watched.ends.delete(end);
      if (watched.ends.size === 0) this.#stop(key, watched);
    });
  }

  #begin(key: string, request: FastifyRequest): Watched {
    let isLooking = false;
    const look = async (): Promise<void> => {
      if (isLooking) return;
      isLooking = true;
      // Where it cannot be told, the answers go on: the next look may tell.
      const isGood = await this.authentication.isStillGood(request).catch(() => true);
      isLooking = false;
      if (isGood) return;
      this.#stop(key, watched);
      for (const end of watched.ends) end();
    };
    const timer = setInterval(() => void look(), this.everyMs).unref();
    const watched: Watched = { timer, ends: new Set() };
    this.#watched.set(key, watched);
    return watched;
  }

  #stop(key: string, watched: Watched): void {
    clearInterval(watched.timer);
    if (this.#watched.get(key) === watched) this.#watched.delete(key);
  }
}

/** By what was shown and not by the credential's id: two tokens may have one id, and end at different times. */
function keyOf({ headers }: FastifyRequest): string {
  const shown = headers.authorization ?? `cookie ${headers.cookie ?? ''}`;
  return createHash('sha256').update(shown).digest('base64');
}
