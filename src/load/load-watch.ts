import { withinMs } from '../observability/time-limit.js';
import type { Hold, HoldKind } from '../operations/hold.js';
import { blindProbes, holdBy, type HoldLimits, type Load, type ServerLoad } from './probes.js';
import { RecentChunks } from './recent-chunks.js';

const LOOK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 3_000;
/**
 * A server that does not answer is not asked at every turn: each time a chunk would wait for the answer. The wait doubles from
 * the first to the second of these: one slow answer must not leave the load unseen for half a minute.
 */
const ASK_AGAIN_AFTER_MS = { first: 2_000, longest: 30_000 };
const COMPLAIN_EVERY_MS = 60_000;

/** The probe cannot tell. It holds nobody. */
class ProbeBlind extends Error {
  constructor() {
    super('the database role may not see it');
    this.name = 'ProbeBlind';
  }
}

/** @param probe `server` stands for all that PostgreSQL is asked for */
export type OnBrokenProbe = (probe: HoldKind | 'server', error: unknown) => void;

export interface LoadWatchOptions {
  readonly limits: HoldLimits;
  readonly readServerLoad: (withinMs: number) => Promise<ServerLoad>;
  /** Called at most once a minute for each probe. */
  readonly onBroken: OnBrokenProbe;
  /** How long a look waits for PostgreSQL. */
  readonly answerWithinMs?: number | undefined;
  readonly now?: () => number;
}

/** Looks at the load of the database for all batches of this process: at most once a second, however many they are. */
export class LoadWatch {
  readonly #chunks = new RecentChunks();
  readonly #now: () => number;
  readonly #answerWithinMs: number;
  #latest: { readonly atMs: number; readonly hold: Promise<Hold | null>; isOver: boolean } | undefined;
  #latestAnswer: { readonly atMs: number; readonly hold: Hold | null } | undefined;
  #askServerFromMs = -Infinity;
  #askAgainAfterMs = ASK_AGAIN_AFTER_MS.first;
  readonly #complainedAtMs = new Map<HoldKind | 'server', number>();
  #atWork = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LoadWatchOptions) {
    this.#now = options.now ?? (() => performance.now());
    this.#answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
  }

  addChunk(ms: number): void {
    this.#chunks.add(ms, this.#now());
  }

  /** Why jobs are to wait now, null where they may go on. Never throws. */
  look(): Promise<Hold | null> {
    const atMs = this.#now();
    if (this.#latest && (!this.#latest.isOver || atMs - this.#latest.atMs < LOOK_EVERY_MS)) return this.#latest.hold;
    const hold = this.#look(atMs);
    const latest = { atMs, hold, isOver: false };
    void hold.then((found) => {
      latest.isOver = true;
      this.#latestAnswer = { atMs, hold: found };
    });
    this.#latest = latest;
    return hold;
  }

  /**
   * Looks while a chunk is at work: who waits for its transaction is seen only as long as that is open, and the look between two
   * chunks would find nobody. Nor would a look that is under way as the transaction ends: PostgreSQL may answer it behind the
   * COMMIT, so that the answer before it counts as well.
   *
   * @param onHold called at the end of the work, with what the latest look since its begin has found
   */
  async during<T>(work: () => Promise<T>, onHold: (hold: Hold) => void): Promise<T> {
    const beganAtMs = this.#now();
    if (this.#atWork++ === 0) this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    try {
      const result = await work();
      const hold = await this.#foundSince(beganAtMs);
      if (hold) onHold(hold);
      return result;
    } finally {
      if (--this.#atWork === 0) clearInterval(this.#timer);
    }
  }

  async #foundSince(ms: number): Promise<Hold | null> {
    const looks = this.#latest?.isOver ? [this.#latest] : [this.#latest, this.#latestAnswer];
    const holds = await Promise.all(looks.map(async (look) => (look && look.atMs > ms ? look.hold : null)));
    return holds.find((hold) => hold !== null) ?? null;
  }

  async #look(nowMs: number): Promise<Hold | null> {
    const { limits } = this.options;
    const load: Partial<Load> = { ...(await this.#askServer(nowMs)), chunkP95Ms: this.#chunks.p95(nowMs) };
    for (const kind of blindProbes(load, limits)) this.#complain(kind, new ProbeBlind());
    return holdBy(load, limits);
  }

  async #askServer(nowMs: number): Promise<Partial<ServerLoad>> {
    if (nowMs < this.#askServerFromMs) return {};
    try {
      const load = await withinMs(this.options.readServerLoad(this.#answerWithinMs), this.#answerWithinMs);
      this.#askAgainAfterMs = ASK_AGAIN_AFTER_MS.first;
      return load;
    } catch (error) {
      this.#askServerFromMs = this.#now() + this.#askAgainAfterMs;
      this.#askAgainAfterMs = Math.min(this.#askAgainAfterMs * 2, ASK_AGAIN_AFTER_MS.longest);
      this.#complain('server', error);
      return {};
    }
  }

  #complain(probe: HoldKind | 'server', error: unknown): void {
    const nowMs = this.#now();
    if (nowMs - (this.#complainedAtMs.get(probe) ?? -Infinity) < COMPLAIN_EVERY_MS) return;
    this.#complainedAtMs.set(probe, nowMs);
    this.options.onBroken(probe, error);
  }
}
