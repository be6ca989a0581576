import { randomUUID } from 'node:crypto';
import type { Business } from '../../db/business.js';
import { isFinal } from '../../operations/status.js';
import { eventText } from './event-text.js';
import type { JobLook, JobLooks } from './job-looks.js';
import type { JobQueries } from './job-queries.js';
import { SentJobs } from './sent-jobs.js';

/** A page takes a server that was silent for longer than two of them for frozen. */
const KEEP_ALIVE_MS = 5_000;
const STILL_HERE = ': still here\n\n';
/** When a client comes back after its connection has broken. After a restart all of them do: not all at once. */
const COME_BACK_MS = { atLeast: 1_000, spread: 2_000 };

/** The client of one stream. */
export interface Listener {
  /** Aborted when its stream is over. */
  readonly gone: AbortSignal;
  /** It has not read what it was sent. Only the latest state waits for it, however long it takes. */
  readonly isBehind: () => boolean;
}

/** Jobs as server-sent events. Every stream lives on the looks that all streams of its business share. */
export class JobEvents {
  readonly #serverId = randomUUID();
  readonly #closing = new AbortController();

  constructor(
    private readonly queries: Pick<JobQueries, 'get'>,
    private readonly looks: Pick<JobLooks, 'follow'>,
    /** Longest silence: proxies drop connections that say nothing. */
    private readonly keepAliveMs = KEEP_ALIVE_MS,
  ) {}

  /** Ends every stream: clients come back and find another process. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * Whether a client that has seen the last event of this job's stream comes back. A browser does, every few seconds and
   * for ever, until it is answered 204 (HTML, 9.2.3): whoever has seen the end cannot say so in another way than by the
   * id of the last event.
   *
   * @throws ControlFailed `job_not_found`
   */
  async isOver(business: Business, jobId: string, lastEventId: string | undefined): Promise<boolean> {
    return lastEventId === 'end' && isFinal((await this.queries.get(business, jobId)).status);
  }

  /**
   * All jobs of the business: `state`, `snapshot`, and `job` for each change. After a long silence the state is sent once
   * more: an EventSource keeps comments to itself, and its page has to know that what it shows is still so. Ends with its
   * listener, or on shutdown.
   */
  async *listenToAll(business: Business, listener: Listener): AsyncGenerator<string> {
    const sent = new SentJobs(this.#serverId, business.id);
    const orFiller = this.#breakSilence();
    yield comeBack();
    for await (const look of this.#follow(business, listener)) {
      const text = orFiller(sent.eventsOf(look), sent.stateOf(look));
      if (text) yield text;
    }
  }

  /**
   * One job: `progress` whenever it has changed, `end` with its final status, after which the stream ends. It ends
   * without, too, where the job can no longer be seen: the client comes back, and is answered by its id.
   *
   * @throws ControlFailed `job_not_found` before the first event
   */
  async *listen(business: Business, jobId: string, listener: Listener): AsyncGenerator<string> {
    const found = await this.queries.get(business, jobId);
    const orFiller = this.#breakSilence();
    yield comeBack();
    if (isFinal(found.status)) {
      yield eventText('end', 'end', found);
      return;
    }
    let toldIn: number | undefined;
    for await (const look of this.#follow(business, listener)) {
      const seen = look.jobs?.get(jobId);
      if (!seen && toldIn !== undefined && look.isDatabaseUp) return;
      // A job can be younger than the first look.
      const { view, changedIn } = seen ?? { view: found, changedIn: 0 };
      const name = isFinal(view.status) ? 'end' : 'progress';
      const text = orFiller(changedIn === toldIn ? '' : eventText(name, name, view), STILL_HERE);
      toldIn = changedIn;
      if (text) yield text;
      if (name === 'end') return;
    }
  }

  async *#follow(business: Business, { gone, isBehind }: Listener): AsyncGenerator<JobLook> {
    for await (const look of this.looks.follow(business, AbortSignal.any([gone, this.#closing.signal]))) {
      if (!isBehind()) yield look;
    }
  }

  /** @returns the text of a look; where it has none, and the looks before had none for long, the filler */
  #breakSilence(): (text: string, filler: string) => string {
    let silentSinceMs = performance.now();
    return (text, filler) => {
      if (text === '' && performance.now() - silentSinceMs < this.keepAliveMs) return '';
      silentSinceMs = performance.now();
      return text || filler;
    };
  }
}

function comeBack(): string {
  return `retry: ${Math.floor(COME_BACK_MS.atLeast + Math.random() * COME_BACK_MS.spread)}\n\n`;
}
