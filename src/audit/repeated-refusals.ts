import { v7 as uuidV7 } from 'uuid';
import type { AuditEntry } from './audit-entry.js';
import type { AuditQueue } from './audit-queue.js';

/** How long refusals of one kind are counted before their number is written. A process that is killed loses so much at most. */
const WINDOW_MS = 60_000;
/** Kinds that are counted at once, some 10 MB. Past it the oldest is written early: more entries, none forgotten. */
const MAX_KINDS = 10_000;
/** After the reason of an entry that stands for several refusals; its `count` says how many. */
const REPEATED = ', repeated';

/** The refusals of one kind since the first of them, which has an entry of its own. */
interface Repetitions {
  readonly businessId: number;
  /** Rejects where the first one's entry is not in the log. */
  readonly first: Promise<void>;
  /** Of the last one, with null for what was not the same in all. */
  entry: AuditEntry;
  count: number;
  timer: NodeJS.Timeout;
}

/**
 * The way into the log for refusals, and for reads that failed: the first of a kind has its entry before it is answered, those that follow within a
 * minute are counted, and the minute ends with one entry for all of them. Somebody who asks for 6,000 calls that do not exist
 * leaves two entries, and does not fill a log that is kept for good.
 *
 * A kind is the same refusal (action, operation type, reason) to the same subject with the same credential.
 */
export class RepeatedRefusals {
  readonly #kinds = new Map<string, Repetitions>();
  readonly #writes = new Set<Promise<void>>();
  #isClosed = false;

  /** @param onLost told of an entry that could not be written in the end */
  constructor(
    private readonly queue: Pick<AuditQueue, 'append'>,
    private readonly onLost: (businessId: number, entry: AuditEntry, err: unknown) => void,
    private readonly windowMs = WINDOW_MS,
    private readonly maxKinds = MAX_KINDS,
  ) {}

  /**
   * Resolves once the first refusal of its kind is committed.
   *
   * @param target what of the entry tells kinds apart besides: the id of something that exists, which ends the list of kinds
   * @throws AuditUnavailable
   */
  append(businessId: number, entry: AuditEntry, target: string | null): Promise<void> {
    const key = keyOf(businessId, entry, target);
    const known = this.#kinds.get(key);
    if (known) return this.#repeat(known, entry);
    const first = this.queue.append(businessId, entry);
    if (this.#isClosed) return first;
    const [oldest] = this.#kinds.keys();
    if (this.#kinds.size >= this.maxKinds && oldest !== undefined) this.#end(oldest);
    this.#count(key, { businessId, first, entry, count: 0 });
    first.catch(() => this.#forget(key, first));
    return first;
  }

  /** Writes what has been counted. From then on each refusal has its own entry. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const key of this.#kinds.keys()) this.#end(key);
    await Promise.all(this.#writes);
  }

  /** Counted when the first one is in the log: until then it is one more that could not be recorded. */
  async #repeat(known: Repetitions, entry: AuditEntry): Promise<void> {
    await known.first;
    known.count += 1;
    known.entry = common(known.entry, entry);
  }

  #count(key: string, counted: Omit<Repetitions, 'timer'>): void {
    // A process that is told to stop does not wait for it: it closes this.
    this.#kinds.set(key, { ...counted, timer: setTimeout(() => this.#end(key), this.windowMs).unref() });
  }

  #forget(key: string, first: Promise<void>): void {
    const known = this.#kinds.get(key);
    if (known?.first !== first) return;
    clearTimeout(known.timer);
    this.#kinds.delete(key);
  }

  #end(key: string): void {
    const ended = this.#kinds.get(key)!;
    clearTimeout(ended.timer);
    this.#kinds.delete(key);
    const write = this.#write(key, ended).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async #write(key: string, ended: Repetitions): Promise<void> {
    // Whoever waits for the first one's entry is counted before this goes on.
    await ended.first.catch(() => undefined);
    await new Promise((resume) => setImmediate(resume));
    if (ended.count === 0) return;
    const { businessId, count } = ended;
    const entry = { ...ended.entry, id: uuidV7(), count, reason: `${ended.entry.reason}${REPEATED}` };
    try {
      await this.queue.append(businessId, entry);
    } catch (err) {
      // The log is away, which ends: counted on, with those of the next minute, unless it is the last.
      if (this.#isClosed || this.#kinds.has(key) || this.#kinds.size >= this.maxKinds) {
        this.onLost(businessId, entry, err);
      } else {
        this.#count(key, ended);
      }
    }
  }
}

function keyOf(businessId: number, entry: AuditEntry, target: string | null): string {
  const { subject, role, credentialKind, credentialId, action, operationType, reason } = entry;
  const who = [businessId, subject, role, credentialKind, credentialId];
  return JSON.stringify([who, action, operationType, reason, target]);
}

function common(before: AuditEntry, entry: AuditEntry): AuditEntry {
  const same = <Field extends 'address' | 'target' | 'selection'>(field: Field): string | null =>
    before[field] === entry[field] ? entry[field] : null;
  return { ...entry, address: same('address'), target: same('target'), selection: same('selection') };
}
