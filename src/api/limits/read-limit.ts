import type { DataSource } from 'typeorm';
import { Business } from '../../db/business.js';
import { ConcurrencyLimit, type Release } from '../../operations/concurrency-limit.js';
import { SharedLooks } from '../../operations/shared-looks.js';
import type { ApiRequest } from '../api-request.js';
import { claimantOf } from './caller-key.js';
import { goneSignal } from './client-gone.js';
import { tooManyReads } from './limit-problems.js';

/** A page that shows several lists asks for all of them at once, and so do its reader's colleagues. */
const WAITING = { perBusiness: 50, perCredential: 25 };
const MAX_WAIT_MS = 2_000;
/** A person looks away after that. A search that takes longer is a scan, and costs everybody. */
const READ_TIMEOUT_MS = 5_000;
/** A page is read in less. */
const WAIT_FOR_SAME_MS = 50;

/**
 * Lists and searches that a person waits for. All businesses together use half of the pool for them at once, and one of
 * them a quarter: what reads much never keeps what reads little from a connection.
 */
export class ReadLimit extends ConcurrencyLimit {
  readonly #looks = new SharedLooks<unknown>(WAIT_FOR_SAME_MS);
  /** Of those who share a read only one has a slot, or waits in its queue: all of them are as many as would have had either. */
  readonly #sharing: ConcurrencyLimit;

  constructor(
    private readonly dataSource: DataSource,
    poolSize: number,
  ) {
    const atOnce = Math.max(1, Math.floor(poolSize / 4));
    super(
      {
        total: Math.max(1, Math.floor(poolSize / 2)),
        perBusiness: { atOnce, waiting: WAITING.perBusiness },
        perCredential: { atOnce, waiting: WAITING.perCredential },
        maxWaitMs: MAX_WAIT_MS,
      },
      () => tooManyReads(atOnce),
    );
    this.#sharing = new ConcurrencyLimit(
      {
        perBusiness: { atOnce: atOnce + WAITING.perBusiness },
        perCredential: { atOnce: atOnce + WAITING.perCredential },
      },
      () => tooManyReads(atOnce),
    );
  }

  /**
   * Answers a request with reads of the caller's business, which end when the client has left.
   *
   * @throws Problem 429 where the business reads too much at once, 499 where the client has left
   */
  answer<T>(asked: ApiRequest, read: (business: Business) => Promise<T>): Promise<T> {
    const gone = goneSignal(asked.reply);
    return this.run(claimantOf(asked.caller), () => read(this.#business(asked.caller.businessId, gone)), gone);
  }

  /**
   * The same for what is the same for everybody in the business: those who ask for it while nobody reads it yet share a
   * read. Each waits for a slot in his own turn, and whoever has one first reads for all of them.
   *
   * @param what is asked for: route and query
   */
  answerTogether<T>(asked: ApiRequest, what: string, read: (business: Business) => Promise<T>): Promise<T> {
    const claimant = claimantOf(asked.caller);
    const { businessId } = claimant;
    const gone = goneSignal(asked.reply);
    const look = (nobodyWaits: AbortSignal): Promise<T> => read(this.#business(businessId, nobodyWaits));
    const takeTurn = (notNeeded: AbortSignal): Promise<Release> => this.enter(claimant, notNeeded);
    const sharing = (): Promise<T> => this.#looks.look(`${businessId} ${what}`, look, gone, takeTurn) as Promise<T>;
    return this.#sharing.run(claimant, sharing, gone);
  }

  /** The caller's business, whose reads end when the client has left or has waited for too long. */
  businessOf({ caller, reply }: ApiRequest): Business {
    return this.#business(caller.businessId, goneSignal(reply));
  }

  #business(businessId: number, gone: AbortSignal): Business {
    return new Business(this.dataSource, businessId, { timeoutMs: READ_TIMEOUT_MS, gone });
  }
}
