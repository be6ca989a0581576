import { setTimeout as delay } from 'node:timers/promises';
import type { Business } from '../db/business.js';
import { discardStaging, openStaging, stageIds } from '../db/repositories/staged-selections.js';
import type { Logger } from '../observability/logger.js';
import type { Selection } from '../operations/selection.js';

/** A selection as it was asked for. Explicit ids are staged, not here. */
export type GivenSelection = { readonly kind: 'ids' } | Exclude<Selection, { readonly kind: 'ids' }>;

/** Ids of one statement. */
const IDS_PER_CHUNK = 10_000;
/** A refusal does not wait longer than this for its rows to be gone; the removal goes on. */
const DISCARD_WAIT_MS = 3_000;

/**
 * Explicit ids on their way from the wire into the database. Nothing is written before a chunk is full, so a small
 * request leaves no trace before it has been checked as a whole.
 */
export class StagingArea {
  #pending: number[] = [];
  #stagingId: string | null = null;
  #distinct = 0;

  constructor(
    private readonly business: Business,
    private readonly logger: Logger,
  ) {}

  add(id: number): void {
    this.#pending.push(id);
  }

  get isChunkFull(): boolean {
    return this.#pending.length >= IDS_PER_CHUNK;
  }

  /** Writes the chunks that are full. */
  async writeFullChunks(): Promise<void> {
    while (this.isChunkFull) await this.#write(this.#pending.splice(0, IDS_PER_CHUNK));
  }

  /** Writes the rest. @returns the same selection, of ids those that are staged */
  async completed(selection: GivenSelection): Promise<Selection> {
    if (selection.kind !== 'ids') return selection;
    await this.writeFullChunks();
    await this.#write(this.#pending.splice(0));
    if (this.#stagingId === null) throw new Error('a selection without ids was completed');
    return { kind: 'ids', stagingId: this.#stagingId, count: this.#distinct };
  }

  /** Removes what was written, unless a job has claimed it. Never throws: what is left goes with the hourly sweep. */
  async discard(): Promise<void> {
    this.#pending = [];
    if (this.#stagingId === null) return;
    const stagingId = this.#stagingId;
    const gone = discardStaging(this.business, stagingId).catch((err: unknown) => {
      this.logger.warn({ err, stagingId }, 'staged ids could not be discarded; the sweep will');
    });
    const waited = new AbortController();
    await Promise.race([gone, delay(DISCARD_WAIT_MS, undefined, { signal: waited.signal }).catch(() => undefined)]);
    waited.abort();
  }

  async #write(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    this.#stagingId ??= await openStaging(this.business);
    this.#distinct += await stageIds(this.business, this.#stagingId, ids);
  }
}
