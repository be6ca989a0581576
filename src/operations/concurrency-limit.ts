/** Who asks for a slot. */
export interface Claimant {
  readonly businessId: number;
  /** Tells the credentials of a business apart. Without it only the business is counted. */
  readonly credential?: string;
}

interface Bound {
  /** How many slots one of them may hold. */
  readonly atOnce: number;
  /** How many of its claims may wait for a slot; 0 without it. */
  readonly waiting?: number;
}

export interface ConcurrencyBounds {
  /** Slots of all businesses together. */
  readonly total?: number;
  readonly perBusiness?: Bound;
  readonly perCredential?: Bound;
  /** A claim that waits longer is refused. */
  readonly maxWaitMs?: number;
}

/** Why a claim is refused: whose share is used up, and how many slots that share has. */
export interface Refusal {
  readonly share: 'business' | 'credential';
  readonly atOnce: number;
}

/** Releases a slot. A second call does nothing. */
export type Release = () => void;

/** What one business, or one of its credentials, holds and waits for. */
class Share {
  held = 0;
  waiting = 0;
  /** Grows with each slot that is taken: the smaller one has been served longer ago. */
  lastServed = 0;

  constructor(private readonly bound: Bound | undefined) {}

  get isUsedUp(): boolean {
    return this.held >= this.atOnce;
  }

  get isQueueFull(): boolean {
    return this.bound !== undefined && this.waiting >= (this.bound.waiting ?? 0);
  }

  isServedBefore(other: Share): boolean {
    return this.held < other.held || (this.held === other.held && this.lastServed < other.lastServed);
  }

  get isIdle(): boolean {
    return this.held === 0 && this.waiting === 0;
  }

  get atOnce(): number {
    return this.bound?.atOnce ?? Infinity;
  }
}

class BusinessShare extends Share {
  readonly credentials = new Map<string, Share>();
  readonly claims = new Set<Claim>();
}

interface Claim {
  readonly credential: Share;
  readonly admit: () => void;
}

/**
 * How much of a kind of work goes on at once in this process: in all, for one business, and for one credential. Claims
 * past that wait in a queue that is bounded as well, and claims past the queue are refused at once. A free slot goes to
 * the business that holds the fewest, and within it to the credential that holds the fewest; among equals the one that
 * was served longest ago is next. So the worst that a caller can do to another business is to hold its own share.
 *
 * Counted in this process alone: a slot stands for something of this process (a connection, a stream, a worker's activity), so no
 * other process needs to know, and a process that dies leaves no count behind.
 */
export class ConcurrencyLimit {
  readonly #businesses = new Map<number, BusinessShare>();
  #held = 0;
  #served = 0;

  /** @param refused makes the error that a refused claim gets */
  constructor(
    private readonly bounds: ConcurrencyBounds,
    private readonly refused: (refusal: Refusal) => Error,
  ) {}

  /** Takes a slot that is free now. @throws the error of a refused claim where none is */
  take(claimant: Claimant): Release {
    const { business, credential } = this.#sharesOf(claimant);
    if (this.#isFree(business, credential)) return this.#hold(claimant, business, credential);
    throw this.#refusal(claimant, business, credential);
  }

  /**
   * Takes a slot as soon as the claimant's turn has come.
   *
   * @param gone ends the wait: whoever asked has left
   * @param maxWaitMs for this claim instead of the one of the bounds
   * @throws the error of a refused claim where the queue is full or the wait too long, `gone.reason` once it is aborted
   */
  async enter(claimant: Claimant, gone?: AbortSignal, maxWaitMs = this.bounds.maxWaitMs): Promise<Release> {
    gone?.throwIfAborted();
    const { business, credential } = this.#sharesOf(claimant);
    if (this.#isFree(business, credential)) return this.#hold(claimant, business, credential);
    if (business.isQueueFull || credential.isQueueFull) throw this.#refusal(claimant, business, credential);
    return this.#turn(claimant, business, credential, gone, maxWaitMs);
  }

  /** Does the work in a slot of its own. @throws as `enter` does, and what the work throws */
  async run<T>(claimant: Claimant, work: () => Promise<T>, gone?: AbortSignal, maxWaitMs?: number): Promise<T> {
    const release = await this.enter(claimant, gone, maxWaitMs);
    try {
      return await work();
    } finally {
      release();
    }
  }

  #sharesOf({ businessId, credential }: Claimant): { business: BusinessShare; credential: Share } {
    let business = this.#businesses.get(businessId);
    if (!business) this.#businesses.set(businessId, (business = new BusinessShare(this.bounds.perBusiness)));
    if (credential === undefined) return { business, credential: new Share(undefined) };
    let own = business.credentials.get(credential);
    if (!own) business.credentials.set(credential, (own = new Share(this.bounds.perCredential)));
    return { business, credential: own };
  }

  /** A claim that could have a slot never waits, so no claim is overtaken by one that finds a free slot. */
  #isFree(business: Share, credential: Share): boolean {
    return this.#held < (this.bounds.total ?? Infinity) && !business.isUsedUp && !credential.isUsedUp;
  }

  #hold(claimant: Claimant, business: BusinessShare, credential: Share): Release {
    this.#held++;
    this.#served++;
    for (const share of [business, credential]) {
      share.held++;
      share.lastServed = this.#served;
    }
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#held--;
      business.held--;
      credential.held--;
      this.#forgetIdle(claimant);
      this.#admitNext();
    };
  }

  #turn(
    claimant: Claimant,
    business: BusinessShare,
    credential: Share,
    gone: AbortSignal | undefined,
    maxWaitMs: number | undefined,
  ): Promise<Release> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', giveUp);
        business.claims.delete(claim);
        business.waiting--;
        credential.waiting--;
      };
      const giveUp = (): void => {
        leave();
        this.#forgetIdle(claimant);
        reject(gone?.aborted ? (gone.reason as Error) : this.#refusal(claimant, business, credential));
      };
      const claim: Claim = {
        credential,
        admit: () => {
          leave();
          resolve(this.#hold(claimant, business, credential));
        },
      };
      const timer = maxWaitMs === undefined ? undefined : setTimeout(giveUp, maxWaitMs);
      gone?.addEventListener('abort', giveUp, { once: true });
      business.claims.add(claim);
      business.waiting++;
      credential.waiting++;
    });
  }

  #admitNext(): void {
    for (let claim = this.#next(); claim; claim = this.#next()) claim.admit();
  }

  #next(): Claim | undefined {
    let next: { claim: Claim; business: Share } | undefined;
    for (const business of this.#businesses.values()) {
      for (const claim of business.claims) {
        if (!this.#isFree(business, claim.credential)) continue;
        const isNext =
          next === undefined ||
          (business === next.business
            ? claim.credential.isServedBefore(next.claim.credential)
            : business.isServedBefore(next.business));
        if (isNext) next = { claim, business };
      }
    }
    return next?.claim;
  }

  #refusal(claimant: Claimant, business: Share, credential: Share): Error {
    this.#forgetIdle(claimant);
    const [share, { atOnce }] =
      credential.isUsedUp && !business.isUsedUp
        ? (['credential', credential] as const)
        : (['business', business] as const);
    return this.refused({ share, atOnce });
  }

  /** A share is remembered only while it says something: callers come and go for as long as the process lives. */
  #forgetIdle({ businessId, credential }: Claimant): void {
    const business = this.#businesses.get(businessId);
    if (!business) return;
    if (credential !== undefined && business.credentials.get(credential)?.isIdle) {
      business.credentials.delete(credential);
    }
    if (business.isIdle) this.#businesses.delete(businessId);
  }
}
