import type { DataSource } from 'typeorm';
import { Business } from '../../db/business.js';
import { ConcurrencyLimit } from '../../operations/concurrency-limit.js';
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
   * The same for what is the same for everybody in the business: those who have a slot and ask for it at once share a read.
   *
   * @param what is asked for: route and query
   */
  answerTogether<T>(asked: ApiRequest, what: string, read: (business: Business) => Promise<T>): Promise<T> {
    const { businessId } = asked.caller;
    const gone = goneSignal(asked.reply);
    const look = (nobodyWaits: AbortSignal): Promise<T> => read(this.#business(businessId, nobodyWaits));
    const sharing = () => this.#looks.look(`${businessId} ${what}`, look, gone) as Promise<T>;
    return this.run(claimantOf(asked.caller), sharing, gone);
  }

  /** The caller's business, whose reads end when the client has left or has waited for too long. */
  businessOf({ caller, reply }: ApiRequest): Business {
    return this.#business(caller.businessId, goneSignal(reply));
  }

  #business(businessId: number, gone: AbortSignal): Business {
    return new Business(this.dataSource, businessId, { timeoutMs: READ_TIMEOUT_MS, gone });
  }
}
