import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { isUnreachable, postgresError } from '../db/postgres-error.js';
import { type ConcurrencyBounds, ConcurrencyLimit } from '../operations/concurrency-limit.js';
import { commitAudit } from './append-audit.js';
import type { AuditEntry } from './audit-entry.js';

/** The entry is not known to be in the log. */
export class AuditUnavailable extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the audit log cannot be written', options);
    this.name = 'AuditUnavailable';
  }
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: () => void;
  readonly reject: (error: AuditUnavailable) => void;
}

/** Entries of one call. More would hold the head of a chain for long. */
const MAX_PER_CALL = 500;
/** Entries that may wait in this process: some 10 MB over all businesses. Past it acts are refused, not forgotten. */
const WAITING = { total: 10_000, perBusiness: { atOnce: 2_000 } };
/** SQLSTATE classes that say that an entry itself cannot be stored. */
const BAD_ENTRY = /^(22|23)/;

/**
 * The way into the log for entries that commit by themselves. A business's chain takes one append at a time, so what
 * comes in while one is under way waits and goes in together with the next: 200 refused clicks are a handful of commits.
 * Each caller waits until his own entry is committed.
 */
export class AuditQueue {
  /** Businesses with an append under way, and what waits for it to end. */
  readonly #waiting = new Map<number, Waiting[]>();
  readonly #drains = new Set<Promise<void>>();
  readonly #limit: ConcurrencyLimit;

  constructor(
    private readonly dataSource: DataSource,
    waiting: ConcurrencyBounds = WAITING,
  ) {
    this.#limit = new ConcurrencyLimit(waiting, () => new AuditUnavailable());
  }

  /** Resolves once the entry is committed. @throws AuditUnavailable; it may have been, then */
  async append(businessId: number, entry: AuditEntry): Promise<void> {
    const release = this.#limit.take({ businessId });
    await this.#enqueue(businessId, entry).finally(release);
  }

  #enqueue(businessId: number, entry: AuditEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(businessId);
      if (waiting) {
        waiting.push({ entry, resolve, reject });
        return;
      }
      const queue = [{ entry, resolve, reject }];
      this.#waiting.set(businessId, queue);
      const drain = this.#drain(businessId, queue).finally(() => this.#drains.delete(drain));
      this.#drains.add(drain);
    });
  }

  /** Resolves when nothing waits any more, whatever became of it: a process that stops loses no entry. */
  async idle(): Promise<void> {
    while (this.#drains.size > 0) await Promise.all(this.#drains);
  }

  async #drain(businessId: number, queue: Waiting[]): Promise<void> {
    // What comes in the same turn of the event loop goes together.
    await new Promise((resume) => setImmediate(resume));
    while (queue.length > 0) await this.#write(businessId, queue.splice(0, MAX_PER_CALL));
    this.#waiting.delete(businessId);
  }

  async #write(businessId: number, batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#commit(
        businessId,
        batch.map(({ entry }) => entry),
      );
    } catch (cause) {
      // One entry that cannot be stored must not take the others with it.
      if (batch.length > 1 && BAD_ENTRY.test(postgresError(cause)?.code ?? '')) {
        for (const one of batch) await this.#write(businessId, [one]);
        return;
      }
      for (const { reject } of batch) reject(new AuditUnavailable({ cause }));
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  /** A broken connection leaves it open what was committed; asked again, the log knows what it has. */
  async #commit(businessId: number, entries: readonly AuditEntry[]): Promise<void> {
    const business = new Business(this.dataSource, businessId);
    try {
      await commitAudit(business, entries);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      await commitAudit(business, entries);
    }
  }
}
