import { setTimeout as delay } from 'node:timers/promises';
import type { Business } from '../../db/business.js';
import { withinMs } from '../../observability/time-limit.js';
import type { Job } from '../../operations/job.js';
import { isFinal } from '../../operations/status.js';
import type { JobQueries } from './job-queries.js';
import type { JobView } from './job-view.js';

export interface LookTiming {
  /** From the begin of one look to the begin of the next. */
  readonly everyMs: number;
  /** A database that has not answered a look by then counts as away. */
  readonly answerWithinMs: number;
}

const TIMING: LookTiming = { everyMs: 1_000, answerWithinMs: 3_000 };
/** A look shows the jobs that ended in this time: longer than the commit of an end can take. */
const ENDED_WITHIN_SECONDS = 60;

export interface SeenJob {
  readonly view: JobView;
  /** The look that saw its latest change. A final job does not change any more. */
  readonly changedIn: number;
}

/** What one look at the jobs of a business has found. */
export interface JobLook {
  /** Grows from look to look. */
  readonly no: number;
  readonly isDatabaseUp: boolean;
  readonly isRedisUp: boolean;
  /** While the database is away, the jobs of the look before; undefined until it has answered for the first time. */
  readonly jobs: ReadonlyMap<string, SeenJob> | undefined;
}

type Queries = Pick<JobQueries, 'current' | 'withGates' | 'isRedisUp'>;
type OnFault = (businessId: number, error: unknown) => void;

/** Looks once a second at the jobs of each business that somebody follows, however many follow it. */
export class JobLooks {
  readonly #watches = new Map<number, Watch>();

  constructor(
    private readonly queries: Queries,
    private readonly onFault: OnFault,
    private readonly timing: LookTiming = TIMING,
  ) {}

  /**
   * The latest look, and each later one, until `over` is aborted. Looks that came while the caller was busy are left out.
   * The first to follow a business begins its looks, and they end when the last one's `over` is aborted.
   */
  async *follow(business: Business, over: AbortSignal): AsyncGenerator<JobLook> {
    if (over.aborted) return;
    const watch = this.#watches.get(business.id) ?? this.#begin(business);
    // By the signal and not at the end of this generator: a stream that its client never reads is not ended, but left.
    over.addEventListener('abort', () => this.#leave(business.id, watch), { once: true });
    watch.followers++;
    let seenNo = 0;
    while (!over.aborted) {
      const { latest } = watch;
      if (latest && latest.no > seenNo) {
        seenNo = latest.no;
        yield latest;
      } else {
        await watch.news();
      }
    }
  }

  #begin(business: Business): Watch {
    const watch = new Watch(business, this.queries, this.onFault, this.timing);
    this.#watches.set(business.id, watch);
    void watch.run();
    return watch;
  }

  #leave(businessId: number, watch: Watch): void {
    watch.followers--;
    if (watch.followers === 0) {
      this.#watches.delete(businessId);
      watch.stop();
    }
    watch.wake();
  }
}

/** The looks at one business. */
class Watch {
  followers = 0;
  latest: JobLook | undefined;
  readonly #stopped = new AbortController();
  #waiting: (() => void)[] = [];
  /** A look that the database has not answered yet: no other is begun beside it, or they would fill the pool. */
  #underWay: Promise<Job[]> | undefined;
  #askedAtMs = performance.now();
  /** When the latest look that was answered was asked. */
  #knownAtMs = this.#askedAtMs;

  constructor(
    private readonly business: Business,
    private readonly queries: Queries,
    private readonly onFault: OnFault,
    private readonly timing: LookTiming,
  ) {}

  async run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const nextAtMs = performance.now() + this.timing.everyMs;
      this.latest = await this.#look();
      this.wake();
      await delay(Math.max(0, nextAtMs - performance.now()), undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Resolves when there may be something new. */
  news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const resolve of woken) resolve();
  }

  async #look(): Promise<JobLook> {
    const { latest } = this;
    const no = (latest?.no ?? 0) + 1;
    try {
      const found = await withinMs(this.#ask(), this.timing.answerWithinMs);
      this.#knownAtMs = this.#askedAtMs;
      const { jobs, isRedisUp } = await this.queries.withGates(this.business, found);
      return { no, isDatabaseUp: true, isRedisUp, jobs: seenIn(jobs, latest?.jobs, no) };
    } catch (error) {
      if (latest?.isDatabaseUp !== false) this.onFault(this.business.id, error);
      return { no, isDatabaseUp: false, isRedisUp: await this.queries.isRedisUp(), jobs: latest?.jobs };
    }
  }

  /** After an outage it looks back to the latest look that was answered, so that no end is missed, however long it was. */
  #ask(): Promise<Job[]> {
    if (this.#underWay) return this.#underWay;
    this.#askedAtMs = performance.now();
    const known = [...(this.latest?.jobs?.values() ?? [])];
    this.#underWay = this.queries
      .current(this.business, {
        endedWithinSeconds: ENDED_WITHIN_SECONDS + (this.#askedAtMs - this.#knownAtMs) / 1_000,
        alsoIds: known.flatMap(({ view }) => (isFinal(view.status) ? [] : view.id)),
      })
      .finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }
}

function seenIn(
  views: readonly JobView[],
  before: ReadonlyMap<string, SeenJob> | undefined,
  no: number,
): ReadonlyMap<string, SeenJob> {
  return new Map(
    views.map((view) => {
      const seen = before?.get(view.id);
      return [view.id, { view, changedIn: seen && !isNews(view, seen.view) ? seen.changedIn : no }];
    }),
  );
}

/** A lock's time always runs down, and where it is set anew it is news. Once a job is final, so is what is told of it. */
function isNews(now: JobView, before: JobView): boolean {
  if (isFinal(before.status)) return false;
  const isLockRefreshed = (now.gate?.ttlSeconds ?? 0) > (before.gate?.ttlSeconds ?? 0);
  return isLockRefreshed || comparedText(now) !== comparedText(before);
}

function comparedText({ gate, ...view }: JobView): string {
  return JSON.stringify([view, gate?.held]);
}
