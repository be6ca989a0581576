import { setTimeout as delay } from 'node:timers/promises';
import type { Business } from '../../db/business.js';
import { errorMeaning } from '../../db/postgres-error.js';
import { isPassing } from '../../db/sqlstate-meanings.js';
import { isFinal } from '../../operations/status.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import type { JobQueries } from './job-queries.js';
import type { JobView } from './job-view.js';

export interface EventTiming {
  /** Least time between two events, and how long one look at a job serves everybody who listens to it. */
  readonly everyMs: number;
  /** Longest silence: proxies drop connections that say nothing. */
  readonly keepAliveMs: number;
}

const TIMING: EventTiming = { everyMs: 1_000, keepAliveMs: 15_000 };

/**
 * Progress as server-sent events: `progress` whenever the job has changed, `end` with the final status, comments in
 * between. However many listen to a job, it is looked at once a second.
 */
export class JobEvents {
  readonly #looks = new Map<string, Promise<JobView>>();
  readonly #closing = new AbortController();

  constructor(
    private readonly queries: JobQueries,
    private readonly timing: EventTiming = TIMING,
  ) {}

  /** Ends every stream: clients come back and find another process. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * Whether a client that has seen the last event of this job's stream comes back. A browser does, every two seconds and
   * for ever, until it is answered 204 (HTML, 9.2.3): whoever has seen the end cannot say so in another way than by the
   * id of the last event.
   *
   * @throws Problem 404
   */
  async isOver(business: Business, jobId: string, lastEventId: string | undefined): Promise<boolean> {
    return lastEventId === 'end' && isFinal((await this.#look(business, jobId)).status);
  }

  /** The stream's text. Ends with the job, with `gone`, or on shutdown. @throws Problem 404 before the first event */
  async *listen(business: Business, jobId: string, gone: AbortSignal): AsyncGenerator<string> {
    const signal = AbortSignal.any([gone, this.#closing.signal]);
    let latest = await this.#look(business, jobId);
    let shown = '';
    let silentSinceMs = performance.now();
    yield 'retry: 2000\n\n';
    while (!signal.aborted) {
      const compared = comparedText(latest);
      if (isFinal(latest.status)) {
        yield event('end', latest);
        return;
      }
      if (compared !== shown) {
        shown = compared;
        silentSinceMs = performance.now();
        yield event('progress', latest);
      } else if (performance.now() - silentSinceMs >= this.timing.keepAliveMs) {
        silentSinceMs = performance.now();
        yield ': still here\n\n';
      }
      await delay(this.timing.everyMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) latest = await this.#lookAgain(business, jobId, latest);
    }
  }

  #look(business: Business, jobId: string): Promise<JobView> {
    const key = `${business.id}:${jobId}`;
    const known = this.#looks.get(key);
    if (known) return known;
    const look = this.queries.get(business, jobId);
    this.#looks.set(key, look);
    const forget = (): void => void this.#looks.delete(key);
    // A little less than the rhythm of the listeners, so that their own next look is a new one.
    setTimeout(forget, this.timing.everyMs * 0.8).unref();
    look.catch(forget);
    return look;
  }

  /** A database that is away for a moment is a silence of the stream, not its end. */
  async #lookAgain(business: Business, jobId: string, latest: JobView): Promise<JobView> {
    try {
      return await this.#look(business, jobId);
    } catch (error) {
      if (error instanceof ControlFailed || isPassing(errorMeaning(error))) return latest;
      throw error;
    }
  }
}

function event(name: 'progress' | 'end', view: JobView): string {
  return `event: ${name}\ndata: ${JSON.stringify(view)}\nid: ${name}\n\n`;
}

/** What counts as a change: a lock's time always runs down. */
function comparedText({ gate, ...view }: JobView): string {
  return JSON.stringify([view, gate?.held]);
}
