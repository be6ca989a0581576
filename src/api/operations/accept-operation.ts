import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import type { JobEntity } from '../../db/entities/job.entity.js';
import { isUnreachable, LOCK_NOT_AVAILABLE, postgresError } from '../../db/postgres-error.js';
import {
  type AcceptanceOutcome,
  findIdempotencyKey,
  findJob,
  insertJob,
  type KnownKey,
  type NewJob,
  StagingLost,
} from '../../db/repositories/job-acceptance.js';
import { TooManyLiveJobs } from '../../db/repositories/live-job-limit.js';
import { isDrained } from '../../db/repositories/drains.js';
import type { StagedIds } from '../../db/repositories/staged-selections.js';
import type { BulkGate, GateId } from '../../gate/bulk-gate.js';
import { GateUnavailable } from '../../gate/errors.js';
import type { GateEventName, RecordGateEvent } from '../../gate/gate-event.js';
import type { TargetTable } from '../../operations/definition.js';
import { isFinal } from '../../operations/status.js';
import type { Policy } from '../../operations/policy.js';
import { startBulkOperation } from '../../temporal/starter.js';
import { tooManyLiveJobs } from '../limits/limit-problems.js';
import { Problem } from '../../http/problem.js';
import { draining, gateHeld, keyReused, OUTCOME_UNKNOWN, outcomeUnknown, unavailable } from './accept-problems.js';
import { askTemporal } from './ask-temporal.js';
import { GateHolders, type HolderVerdict, holderOf } from './gate-holder.js';

export interface AcceptRequest {
  readonly businessId: number;
  readonly requestedBy: string;
  readonly operationType: string;
  /** Of the operation's definition: what the selection is about. */
  readonly targets: TargetTable;
  readonly selection:
    | { readonly kind: 'ids'; readonly staged: StagedIds }
    | { readonly kind: 'filter'; readonly filter: Readonly<Record<string, unknown>> }
    | { readonly kind: 'all' };
  readonly batchSize: number;
  readonly throttleMs: number;
  readonly idempotency?: { readonly key: string; readonly bodyHash: Buffer } | undefined;
  /** Is committed with the job or not at all: the last look at the credential, and the entry in the audit log. */
  readonly inSameTransaction?: NewJob['inSameTransaction'];
}

export interface Accepted {
  readonly job: JobEntity;
  /** An earlier request with this key and body was accepted: this is its job. */
  readonly replayed: boolean;
}

export interface AcceptDependencies {
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly client: Client;
  readonly policyOf: (operationType: string) => Policy;
  readonly namespace: string;
  /** Live jobs that a business may have, over all operation types. */
  readonly maxLiveJobs: number;
  readonly record: RecordGateEvent;
  /** A job was accepted but Temporal was silent: the reconciler starts it. */
  readonly onStartDelayed: (jobId: string, error: unknown) => void;
}

/** Looks at the gate again after it changed hands; more often than this is a storm, and 503 is the honest answer. */
const MAX_LOOKS = 10;
const MAX_INSERTS = 3;
/** How long the loser of a race waits for the winner's key while the winner has no row yet. */
const KEY_WAIT_MS = 2_000;
/** First wait between two looks; doubled each time, or 200 losers would starve the winner of connections. */
const KEY_POLL_MS = 50;
const MAX_KEY_POLL_MS = 400;
const START_TIMEOUT_MS = 2_000;
/**
 * After a start that Temporal did not answer it is known to be away: for a moment the next clicks are refused instead of
 * accepted and left waiting. Then one may try again, or nobody would notice that it is back.
 */
const KNOWN_AWAY_MS = 2_000;

/**
 * Accepts one request: gate, then one short transaction, then the workflow (docs/gate.md). Whatever
 * fails before the commit leaves nothing behind; whatever fails after it is the reconciler's to finish.
 */
export class AcceptOperation {
  readonly #holders: GateHolders;
  #temporalAwayUntilMs = 0;

  constructor(private readonly dependencies: AcceptDependencies) {
    this.#holders = new GateHolders(dependencies);
  }

  /** What an idempotency key stands for, so that a replayed body need not be staged. */
  findReplay({ businessId, key }: { businessId: number; key: string }): Promise<KnownKey | null> {
    return findIdempotencyKey(this.dependencies.dataSource, businessId, key);
  }

  /** The job of a known key. @throws Problem 422 when the body is another one */
  async replay(request: { businessId: number; bodyHash: Buffer; known: KnownKey }): Promise<Accepted> {
    const { known, businessId, bodyHash } = request;
    if (!timingSafeEqual(known.bodyHash, bodyHash)) throw keyReused();
    const job = await findJob(this.dependencies.dataSource, businessId, known.jobId);
    if (!job) throw new Error('an idempotency key points to no job');
    return { job, replayed: true };
  }

  /**
   * Refuses before a large body is read, where that is certain: the gate is held by a live job that has a row, or the start
   * is drained; and the key, looked up after that was seen, is unknown.
   *
   * @throws Problem 409 `gate_held`, 503 `draining`, 503 when Redis or PostgreSQL do not answer
   */
  async refuseEarly(request: GateId & { idempotencyKey?: string | undefined }): Promise<void> {
    await this.#answering(async () => {
      const refusal = (await this.#heldFor(request)) ?? (await this.#drainedFor(request));
      if (!refusal) return;
      const { businessId, idempotencyKey } = request;
      if (idempotencyKey !== undefined && (await this.findReplay({ businessId, key: idempotencyKey }))) return;
      throw refusal();
    });
  }

  async #heldFor(gate: GateId): Promise<(() => Problem) | null> {
    const state = await this.dependencies.gate.inspect(gate);
    const verdict = state && (await this.#holders.judge(gate, state));
    return verdict?.verdict === 'held' && verdict.hasRow ? () => this.#refusal(gate, verdict) : null;
  }

  async #drainedFor(gate: GateId): Promise<(() => Problem) | null> {
    return (await isDrained(this.dependencies.dataSource, gate)) ? () => draining(gate.operationType) : null;
  }

  /**
   * @throws Problem 409 `gate_held`, 429 `too_many_live_jobs`, 422 `idempotency_key_reused`, 503 with `Retry-After`; nothing is left behind then,
   *   but for 503 `outcome_unknown`, which names the job id that may have been accepted
   */
  async accept(request: AcceptRequest): Promise<Accepted> {
    return this.#answering(async () => {
      if (performance.now() < this.#temporalAwayUntilMs) throw unavailable('temporal_unavailable', 'Temporal');
      const job = this.#newJob(request);
      const replayed = (await this.#acquire(job)) ?? (await this.#insertUnderLock(job));
      if (replayed) return replayed;
      await this.#startWorkflow(job);
      return { job: await this.#read(job), replayed: false };
    });
  }

  #newJob(request: AcceptRequest): NewJob {
    const { selection, idempotency, ...rest } = request;
    return {
      ...rest,
      id: uuidV7(),
      selection: selection.kind === 'ids' ? { kind: 'ids', stagingId: selection.staged.stagingId } : selection,
      stagedCount: selection.kind === 'ids' ? selection.staged.count : 0,
      temporalNamespace: this.dependencies.namespace,
      maxLiveJobs: this.dependencies.maxLiveJobs,
      idempotency,
    };
  }

  /** Takes the gate for the job, or answers with the job that this very request has already led to. */
  async #acquire(job: NewJob): Promise<Accepted | null> {
    const { gate } = this.dependencies;
    const ttlSeconds = this.#ttlOf(job);
    const deadlineMs = performance.now() + KEY_WAIT_MS;
    let pollMs = KEY_POLL_MS;
    for (let look = 1; look <= MAX_LOOKS || performance.now() < deadlineMs; look++) {
      if (await this.#orRelease(job, () => gate.acquire(job, job.id, ttlSeconds))) {
        this.#record('acquired', job, job.id, ttlSeconds);
        return null;
      }
      const state = await gate.inspect(job);
      if (!state) continue; // given back in between
      const verdict = await this.#holders.judge(job, state);
      if (verdict.verdict === 'dead') {
        // Settling may have freed it: then the next look acquires it.
        if (await this.#orRelease(job, () => gate.handOver(job, verdict.jobId, job.id, ttlSeconds))) {
          this.#record('reclaimed', job, verdict.jobId, ttlSeconds);
          return null;
        }
        continue;
      }
      const replayed = await this.#findReplayOf(job);
      if (replayed) return replayed;
      if (job.idempotency && !verdict.hasRow && performance.now() < deadlineMs) {
        await delay(pollMs);
        pollMs = Math.min(pollMs * 2, MAX_KEY_POLL_MS);
        continue;
      }
      throw this.#refusal(job, verdict);
    }
    throw unavailable('gate_contended', 'The gate');
  }

  /** What takes the gate may have happened though its answer is lost: it is taken back by compare, if Redis can be reached. */
  async #orRelease(job: NewJob, take: () => Promise<boolean>): Promise<boolean> {
    try {
      return await take();
    } catch (error) {
      // Not waited for: a Redis that is silent would cost the click another time-out. It is sent behind the first command.
      void this.#releaseQuietly(job).catch(() => undefined);
      throw error;
    }
  }

  /** Commits the job, or answers with the job that this very request has already led to. */
  async #insertUnderLock(job: NewJob): Promise<Accepted | null> {
    try {
      for (let attempt = 1; attempt <= MAX_INSERTS; attempt++) {
        let outcome = await this.#insert(job);
        if (outcome === 'unknown') outcome = await this.#insertAgain(job);
        if (outcome === 'inserted') return null;
        const replayed =
          outcome === 'another job is live' ? await this.#yieldToLiveJob(job) : await this.#findReplayOf(job);
        if (!replayed && outcome === 'draining') throw draining(job.operationType);
        if (!replayed) continue;
        await this.#releaseQuietly(job);
        return replayed;
      }
      throw unavailable('gate_contended', 'The gate');
    } catch (error) {
      // With an unknown outcome the lock stays: it may be the lock of an accepted job.
      if (!(error instanceof Problem && error.fields.code === OUTCOME_UNKNOWN)) await this.#releaseQuietly(job);
      throw error;
    }
  }

  async #insert(job: NewJob): Promise<AcceptanceOutcome> {
    try {
      return await insertJob(this.dependencies.dataSource, job);
    } catch (error) {
      if (error instanceof TooManyLiveJobs) throw tooManyLiveJobs(error.maxLiveJobs);
      if (error instanceof StagingLost) throw unavailable('staging_lost', 'The list of ids', error);
      if (postgresError(error)?.code === LOCK_NOT_AVAILABLE) throw unavailable('database_busy', 'The database', error);
      throw error;
    }
  }

  /** COMMIT was sent and its answer was lost: the same transaction again decides, because it waits for the first. */
  async #insertAgain(job: NewJob): Promise<Exclude<AcceptanceOutcome, 'unknown'>> {
    const { dataSource } = this.dependencies;
    try {
      const outcome = await insertJob(dataSource, job);
      if (outcome !== 'unknown') return outcome;
      if (await findJob(dataSource, job.businessId, job.id)) return 'inserted';
    } catch (cause) {
      // A refusal is known: it comes after the insert, which has waited for the first transaction and has not found its row.
      if (cause instanceof Problem) throw cause;
      throw outcomeUnknown(job.id, cause);
    }
    throw outcomeUnknown(job.id);
  }

  /**
   * Redis had lost the lock of a job that is live. Its lock is handed back to it, with its own TTL, and the click is
   * refused; or, where that job turns out to be dead, this returns null and the insert is tried again.
   */
  async #yieldToLiveJob(job: NewJob): Promise<Accepted | null> {
    const { gate, dataSource } = this.dependencies;
    const live = await this.#holders.findLive(job);
    if (!live) return null;
    const ttlSeconds = this.#ttlOf(job);
    const verdict = await this.#holders.judgeJob(live, ttlSeconds);
    if (verdict.verdict === 'dead') return null;
    const isHandedOver = await gate.handOver(job, job.id, live.id, ttlSeconds);
    // Read once more: had it ended in between, nobody would ever free the lock it was just given.
    const now = (await findJob(dataSource, live.businessId, live.id)) ?? live;
    if (isFinal(now.status)) {
      if (isHandedOver) await gate.handOver(job, live.id, job.id, ttlSeconds);
      return null;
    }
    if (isHandedOver) this.#record('handed_over', job, live.id, ttlSeconds);
    const replayed = await this.#findReplayOf(job);
    if (replayed) return replayed;
    throw this.#refusal(job, { verdict: 'held', holder: holderOf(now, ttlSeconds), hasRow: true });
  }

  async #findReplayOf(job: NewJob): Promise<Accepted | null> {
    if (!job.idempotency) return null;
    const known = await this.findReplay({ businessId: job.businessId, key: job.idempotency.key });
    return known && this.replay({ businessId: job.businessId, bodyHash: job.idempotency.bodyHash, known });
  }

  /** The accepted job as it stands. @throws Problem 503 `outcome_unknown`: accepted, but it cannot be shown */
  async #read(job: NewJob): Promise<JobEntity> {
    const { dataSource } = this.dependencies;
    const accepted = await findJob(dataSource, job.businessId, job.id).catch((cause: unknown) => {
      throw outcomeUnknown(job.id, cause);
    });
    if (!accepted) throw new Error('an accepted job has no row');
    return accepted;
  }

  async #startWorkflow(job: NewJob): Promise<void> {
    const { client, policyOf, onStartDelayed } = this.dependencies;
    try {
      await askTemporal(client, START_TIMEOUT_MS, () => startBulkOperation(client, job, policyOf));
      this.#temporalAwayUntilMs = 0;
    } catch (error) {
      this.#temporalAwayUntilMs = performance.now() + KNOWN_AWAY_MS;
      onStartDelayed(job.id, error);
    }
  }

  #refusal(gate: GateId, verdict: Extract<HolderVerdict, { verdict: 'held' }>) {
    const { holder } = verdict;
    this.#record('held', gate, holder.jobId, holder.ttlSeconds);
    return gateHeld(gate.operationType, holder);
  }

  async #releaseQuietly(job: NewJob): Promise<void> {
    try {
      if (await this.dependencies.gate.release(job, job.id)) this.#record('released', job, job.id, this.#ttlOf(job));
    } catch (error) {
      // What is left then has no job: an orphan after 30 s, freed by the next click or the reconciler.
      if (!(error instanceof GateUnavailable)) throw error;
    }
  }

  #ttlOf({ operationType }: GateId): number {
    return this.dependencies.policyOf(operationType).lockTtlSeconds;
  }

  #record(event: GateEventName, gate: GateId, jobId: string | null, ttlSeconds: number | null): void {
    const { businessId, operationType } = gate;
    this.dependencies.record({ event, businessId, operationType, jobId, ttlSeconds });
  }

  /** What a silent part means for the client: 503, and nothing was started. */
  async #answering<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof GateUnavailable) throw unavailable('gate_unavailable', 'The gate (Redis)', error);
      if (isUnreachable(error)) throw unavailable('database_unavailable', 'The database', error);
      throw error;
    }
  }
}
