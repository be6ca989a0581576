import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import type { Channel } from '../channels/channel.js';
import { Business, ReadTooSlow } from '../db/business.js';
import { isUnreachable, LOCK_NOT_AVAILABLE, postgresError } from '../db/postgres-error.js';
import { isDrained } from '../db/repositories/drains.js';
import {
  type AcceptanceOutcome,
  findIdempotencyKey,
  findJob,
  insertJob,
  type KnownKey,
  type NewJob,
} from '../db/repositories/job-acceptance.js';
import { targetsToBe } from '../db/selections/select-targets.js';
import type { FixedSelection } from '../db/selections/selected-targets.js';
import type { BulkGate, GateId } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import type { GateEventName, RecordGateEvent } from '../gate/gate-event.js';
import type { ConcurrencyLimit } from '../operations/concurrency-limit.js';
import { type Count, countUpTo } from '../operations/count.js';
import type { JobParameters, Sql, StartRefusal, TargetTable } from '../operations/definition.js';
import type { Policy } from '../operations/policy.js';
import type { Selection } from '../operations/selection.js';
import { gateOf } from '../operations/job-gate.js';
import { SharedLooks } from '../operations/shared-looks.js';
import { isFinal } from '../operations/status.js';
import { askTemporal } from '../temporal/ask-temporal.js';
import { startBulkOperation } from '../temporal/starter.js';
import type { Accepted, AcceptOutcome, Confirmation, Held, Refusal, Refused } from './accept-outcome.js';
import type { BatchSize } from '../operations/control-ranges.js';
import { GateHolders, type HolderVerdict, holderOf } from './gate-holders.js';
import { findAccount } from './channel-account.js';
import type { RunnableTypes } from './runnable-types.js';
import { StartsInFlight } from './starts-in-flight.js';

export interface AcceptRequest {
  readonly businessId: number;
  readonly requestedBy: string;
  readonly operationType: string;
  /** The type that it undoes, and whose gate it holds; null or absent where it is no restore. */
  readonly gateType?: string | null;
  /** Of the operation's definition: what the selection is about. */
  readonly targets: TargetTable;
  /** What its messages go out over: without an account nothing is started. */
  readonly channel?: Channel | undefined;
  /** What the operation's definition has against it. */
  readonly startRefusal?: (sql: Sql) => Promise<StartRefusal | null>;
  readonly selection: Selection;
  /** As the operation's definition has parsed them. */
  readonly parameters: JobParameters;
  readonly batchSize: BatchSize;
  readonly throttleMs: number;
  readonly parallelism: number;
  /** So many days the archive keeps what the job deletes; 0: it is not archived. */
  readonly archiveDays: number;
  /** To whom it sends first, before it looks; of messages alone. */
  readonly canary?: NewJob['canary'];
  /** How many targets the client means; any other number is refused. */
  readonly expectedTotal?: number | undefined;
  readonly reason?: string | undefined;
  /** Aborted when whoever asked has left: then the count ends, and nothing is started. */
  readonly gone?: AbortSignal;
  readonly idempotency?: { readonly key: string; readonly bodyHash: Buffer } | undefined;
  /** The last look at the credential, in the transaction of the job. What it throws is thrown on. */
  readonly lockCredential?: NewJob['lockCredential'];
  /** Is committed with the job or not at all: the entry in the audit log. What it throws is thrown on. */
  readonly inSameTransaction?: NewJob['inSameTransaction'];
}

export interface AcceptDependencies {
  readonly dataSource: DataSource;
  readonly gate: BulkGate;
  readonly client: Client;
  readonly policyOf: (operationType: string) => Policy;
  readonly runnable: Pick<RunnableTypes, 'mayStart'>;
  readonly namespace: string;
  /** Live jobs that a business may have, over all operation types. */
  readonly maxLiveJobs: number;
  /** How many starts count their targets at once: a count may hold a connection for long. */
  readonly counts: Pick<ConcurrencyLimit, 'run'>;
  readonly record: RecordGateEvent;
  /** A job was accepted but Temporal was silent: the reconciler starts it. */
  readonly onStartDelayed: (jobId: string, error: unknown) => void;
}

const CONFIRMATIONS: readonly Confirmation[] = ['expectedTotal', 'reason'];

type HeldVerdict = Extract<HolderVerdict, { verdict: 'held' }>;

/** Looks at the gate again after it changed hands; more often than this is a storm, and a refusal is the honest answer. */
const MAX_LOOKS = 10;
const MAX_INSERTS = 3;
/** How long the loser of a race waits for the winner's key while the winner has no row yet. */
const KEY_WAIT_MS = 2_000;
/** First wait between two looks; doubled each time, or 200 losers would starve the winner of connections. */
const KEY_POLL_MS = 50;
const MAX_KEY_POLL_MS = 400;
const START_TIMEOUT_MS = 2_000;
/** Redis and PostgreSQL answer sooner; where they do not, clicks do not queue for each other's looks. */
const LOOK_WAIT_MS = 50;
/** Of 200 clicks at once most wait for their turn to count. Whoever waited longer than this looks at the gate again first. */
const NO_WAIT_MS = 2;
/** A click waits for its count no longer than this. A walk along 10,000,000 rows of one business takes less. */
const COUNT_TIMEOUT_MS = 20_000;
/**
 * After a start that Temporal did not answer it is known to be away: for a moment the next clicks are refused instead of
 * accepted and left waiting. Then one may try again, or nobody would notice that it is back.
 */
const KNOWN_AWAY_MS = 2_000;

/**
 * Accepts one request: count, then gate, then one short transaction, then the workflow (docs/gate.md). Whatever
 * fails before the commit leaves nothing behind; whatever fails after it is the reconciler's to finish. Therefore the
 * answer does not wait for Temporal: it would be the same, whatever Temporal said.
 */
export class AcceptJob {
  /** Starts of workflows that go on after their jobs were accepted. A process that stops waits for them. */
  readonly starts = new StartsInFlight();
  readonly #holders: GateHolders;
  readonly #looks = new SharedLooks<HeldVerdict | null>(LOOK_WAIT_MS);
  #temporalAwayUntilMs = 0;

  constructor(private readonly dependencies: AcceptDependencies) {
    this.#holders = new GateHolders(dependencies);
  }

  /** What an idempotency key stands for, so that a replayed body need not be staged. */
  findKey({ businessId, key }: { businessId: number; key: string }): Promise<KnownKey | null> {
    return findIdempotencyKey(this.#businessOf({ businessId }), key);
  }

  /** The job of a known key; refused where the body is another one. */
  async replay(request: { businessId: number; bodyHash: Buffer; known: KnownKey }): Promise<Accepted | Refused> {
    const { known, bodyHash } = request;
    if (!timingSafeEqual(known.bodyHash, bodyHash)) return refused({ reason: 'key_reused' });
    const job = await findJob(this.#businessOf(request), known.jobId);
    if (!job) throw new Error('an idempotency key points to no job');
    return { kind: 'replayed', job };
  }

  /**
   * Why a start will be refused, before a large body is read and where that is certain: the gate is held by a live job
   * that has a row, the start is drained, or no running worker knows its type; and the key, looked up after that was seen, is
   * unknown.
   */
  async refuseEarly(request: GateId & { idempotencyKey?: string | undefined }): Promise<Held | Refused | null> {
    return this.#answering(async () => {
      const { businessId, idempotencyKey: key } = request;
      const verdict = await this.#heldBy(request);
      const refusal = verdict ? null : await this.#refusalOf(request);
      if (!verdict && !refusal) return null;
      if (key !== undefined && (await this.findKey({ businessId, key }))) return null;
      return verdict ? this.#held(request, verdict) : refused(refusal!);
    });
  }

  /** Why the type is not started now, whoever asks. */
  async #refusalOf(gate: GateId): Promise<Refusal | null> {
    const { operationType } = gate;
    if (await isDrained(this.#businessOf(gate), gate)) return { reason: 'draining', operationType };
    return this.#notRunnable(gate);
  }

  async #notRunnable({ operationType }: GateId): Promise<Refusal | null> {
    const mayStart = await this.dependencies.runnable.mayStart(operationType);
    return mayStart ? null : { reason: 'no_worker_for_type', operationType };
  }

  async #channelNotSet({ businessId, channel }: AcceptRequest): Promise<Refusal | null> {
    if (channel === undefined || (await findAccount(this.#businessOf({ businessId }), channel))) return null;
    return { reason: 'channel_not_set', channel };
  }

  /** 200 clicks on one button are a few looks, each after the clicks that it answers. */
  #heldBy({ businessId, operationType }: GateId): Promise<HeldVerdict | null> {
    const look = () => this.#lookAt({ businessId, operationType });
    return this.#looks.look(`${businessId}:${operationType}`, look);
  }

  async #lookAt(gate: GateId): Promise<HeldVerdict | null> {
    const state = await this.dependencies.gate.inspect(gate);
    const verdict = state && (await this.#holders.judge(gate, state));
    return verdict?.verdict === 'held' && verdict.hasRow ? verdict : null;
  }

  /**
   * Unless it is `accepted`, nothing of the request is left behind; but for `outcome_unknown`, which names the job that
   * may have been accepted.
   */
  async accept(request: AcceptRequest): Promise<AcceptOutcome> {
    return this.#answering(async () => {
      if (this.#isTemporalAway) return refused({ reason: 'temporal_unavailable' });
      // Whoever is refused by the gate costs no count.
      const gate = gateOf(request);
      const verdict = await this.#heldBy(gate);
      if (verdict) return (await this.#findReplayOf(request)) ?? this.#held(gate, verdict);
      const hindrance =
        (await this.#notRunnable(gate)) ??
        (await this.#channelNotSet(request)) ??
        (await request.startRefusal?.(this.#businessOf(request)));
      if (hindrance) return (await this.#findReplayOf(request)) ?? refused(hindrance);
      // Each start waits for the answers to those before it: they say whether Temporal is there.
      const [counted] = await Promise.all([this.#count(request), this.starts.all()]);
      if ('verdict' in counted) return (await this.#findReplayOf(request)) ?? this.#held(gate, counted);
      const { fixed, count } = counted;
      if (this.#isTemporalAway) {
        return (await this.#findReplayOf(request)) ?? refused({ reason: 'temporal_unavailable' });
      }
      const unconfirmed = this.#unconfirmed(request, count);
      if (unconfirmed) return (await this.#findReplayOf(request)) ?? refused(unconfirmed);
      const job = this.#newJob(request, fixed);
      const outcome = (await this.#acquire(job)) ?? (await this.#insertUnderLock(job));
      if (outcome.kind === 'accepted') this.starts.add(job.id, this.#startWorkflow(job));
      return outcome;
    });
  }

  /**
   * Before the gate is taken, so that nobody else waits for it. The job then selects what was counted: what comes or is
   * changed in the meantime does not belong to it.
   *
   * @returns who holds the gate, where a click that had to wait for its turn finds it held by then
   */
  async #count(request: AcceptRequest): Promise<{ fixed: FixedSelection | null; count: Count } | HeldVerdict> {
    const { businessId, selection, targets, expectedTotal, operationType, gone } = request;
    const selected = targetsToBe(targets, businessId, selection);
    if (selected.listed !== null) return { fixed: null, count: { value: selected.listed, isExact: true } };
    const most = this.dependencies.policyOf(operationType).confirmAbove;
    const patience = gone && { timeoutMs: COUNT_TIMEOUT_MS, gone };
    const business = new Business(this.dependencies.dataSource, businessId, patience);
    const atMost = expectedTotal === undefined ? most + 1 : null;
    const askedAtMs = performance.now();
    const counted = await this.dependencies.counts.run(
      { businessId },
      async () => {
        const hasWaited = performance.now() - askedAtMs > NO_WAIT_MS;
        const verdict = hasWaited ? await this.#heldBy(gateOf(request)) : null;
        return verdict ?? selected.count(business, { atMost, timeoutMs: COUNT_TIMEOUT_MS });
      },
      gone,
    );
    if ('verdict' in counted) return counted;
    const { count, fixed } = counted;
    return { fixed, count: countUpTo(expectedTotal === undefined ? most : count, count) };
  }

  #unconfirmed({ operationType, selection, expectedTotal, reason }: AcceptRequest, count: Count): Refusal | null {
    if (selection.kind === 'archived' && count.value === 0) return { reason: 'nothing_to_restore' };
    if (expectedTotal !== undefined && expectedTotal !== count.value) {
      return { reason: 'count_differs', expectedTotal, total: count.value };
    }
    const isMany = !count.isExact || count.value > this.dependencies.policyOf(operationType).confirmAbove;
    const given: Record<Confirmation, unknown> = { expectedTotal, reason };
    const missing = CONFIRMATIONS.filter((field) => given[field] === undefined);
    return isMany && missing.length > 0 ? { reason: 'confirmation_required', missing, count } : null;
  }

  #newJob(request: AcceptRequest, fixed: FixedSelection | null): NewJob {
    const { idempotency, gateType = null, expectedTotal = null, reason = null, ...rest } = request;
    return {
      ...rest,
      gateType,
      fixed,
      expectedTotal,
      reason,
      id: uuidV7(),
      temporalNamespace: this.dependencies.namespace,
      maxLiveJobs: this.dependencies.maxLiveJobs,
      idempotency,
    };
  }

  /** Takes the gate for the job. Null once it is taken; else the answer to the request. */
  async #acquire(job: NewJob): Promise<AcceptOutcome | null> {
    const { gate } = this.dependencies;
    const ttlSeconds = this.#ttlOf(job);
    const deadlineMs = performance.now() + KEY_WAIT_MS;
    let pollMs = KEY_POLL_MS;
    for (let look = 1; look <= MAX_LOOKS || performance.now() < deadlineMs; look++) {
      if (await this.#orRelease(job, () => gate.acquire(gateOf(job), job.id, ttlSeconds))) {
        this.#record('acquired', gateOf(job), job.id, ttlSeconds);
        return null;
      }
      const state = await gate.inspect(gateOf(job));
      if (!state) continue; // given back in between
      const verdict = await this.#holders.judge(gateOf(job), state);
      if (verdict.verdict === 'dead') {
        // Settling may have freed it: then the next look acquires it.
        if (await this.#orRelease(job, () => gate.handOver(gateOf(job), verdict.jobId, job.id, ttlSeconds))) {
          this.#record('reclaimed', gateOf(job), verdict.jobId, ttlSeconds);
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
      return this.#held(gateOf(job), verdict);
    }
    return refused({ reason: 'gate_contended' });
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

  /** Commits the job. The lock is given back unless the job may have been accepted. */
  async #insertUnderLock(job: NewJob): Promise<AcceptOutcome> {
    let outcome: AcceptOutcome | null = null;
    try {
      for (let attempt = 1; attempt <= MAX_INSERTS && !outcome; attempt++) outcome = await this.#insert(job);
      outcome ??= refused({ reason: 'gate_contended' });
      return outcome;
    } finally {
      const mayBeAccepted =
        outcome?.kind === 'accepted' || (outcome?.kind === 'refused' && outcome.because.reason === 'outcome_unknown');
      if (!mayBeAccepted) await this.#releaseQuietly(job);
    }
  }

  /** Null where it is to be tried again. */
  async #insert(job: NewJob): Promise<AcceptOutcome | null> {
    let outcome = await insertJob(this.#businessOf(job), job);
    if (outcome.kind === 'not inserted' && outcome.because === 'unknown') outcome = await this.#insertAgain(job);
    switch (outcome.kind) {
      case 'inserted':
        return { kind: 'accepted', job: outcome.job };
      case 'inserted before':
        return refused({ reason: 'outcome_unknown', jobId: job.id });
      case 'forbidden':
        throw outcome.error;
      case 'not inserted':
        return this.#whyNot(job, outcome);
    }
  }

  /** COMMIT was sent and its answer was lost: the same transaction again decides, because it waits for the first. */
  async #insertAgain(job: NewJob): Promise<AcceptanceOutcome> {
    const business = this.#businessOf(job);
    try {
      const outcome = await insertJob(business, job);
      const isRefused = outcome.kind === 'not inserted' && outcome.because !== 'unknown' && outcome.because !== 'busy';
      // A refusal is known: it comes after the insert, which has waited for the first transaction and has not found its row.
      if (outcome.kind === 'inserted' || outcome.kind === 'forbidden' || isRefused) return outcome;
      const row = await findJob(business, job.id);
      return row ? { kind: 'inserted', job: row } : { kind: 'not inserted', because: 'unknown' };
    } catch (cause) {
      return { kind: 'not inserted', because: 'unknown', cause };
    }
  }

  async #whyNot(
    job: NewJob,
    { because, cause }: Extract<AcceptanceOutcome, { kind: 'not inserted' }>,
  ): Promise<AcceptOutcome | null> {
    switch (because) {
      case 'another job is live':
        return this.#yieldToLiveJob(job);
      case 'key is taken':
        return this.#findReplayOf(job);
      case 'draining':
        return (
          (await this.#findReplayOf(job)) ?? refused({ reason: 'draining', operationType: gateOf(job).operationType })
        );
      case 'too many live jobs':
        return refused({ reason: 'too_many_live_jobs', maxLiveJobs: job.maxLiveJobs });
      case 'retried before':
        return (await this.#findReplayOf(job)) ?? refused(await this.#retriedBefore(job));
      case 'failures are lost':
        return refused({ reason: 'results_deleted' });
      case 'archive is expired':
        return (await this.#findReplayOf(job)) ?? refused({ reason: 'archive_expired' });
      case 'staging is lost':
        return refused({ reason: 'staging_lost' });
      case 'busy':
        return refused({ reason: 'database_busy', cause });
      case 'unknown':
        return refused({ reason: 'outcome_unknown', jobId: job.id, cause });
    }
  }

  /**
   * Redis had lost the lock of a job that is live. Its lock is handed back to it, with its own TTL, and the click is
   * refused; or, where that job turns out to be dead, this returns null and the insert is tried again.
   */
  async #yieldToLiveJob(job: NewJob): Promise<AcceptOutcome | null> {
    const { gate } = this.dependencies;
    const ofJob = gateOf(job);
    const live = await this.#holders.findLive(ofJob);
    if (!live) return null;
    const ttlSeconds = this.#ttlOf(live);
    const verdict = await this.#holders.judgeJob(live, ttlSeconds);
    if (verdict.verdict === 'dead') return null;
    const isHandedOver = await gate.handOver(ofJob, job.id, live.id, ttlSeconds);
    // Read once more: had it ended in between, nobody would ever free the lock it was just given.
    const now = (await findJob(this.#businessOf(live), live.id)) ?? live;
    if (isFinal(now.status)) {
      if (isHandedOver) await gate.handOver(ofJob, live.id, job.id, this.#ttlOf(job));
      return null;
    }
    if (isHandedOver) this.#record('handed_over', ofJob, live.id, ttlSeconds);
    return (
      (await this.#findReplayOf(job)) ??
      this.#held(ofJob, { verdict: 'held', holder: holderOf(now, ttlSeconds), hasRow: true })
    );
  }

  async #retriedBefore({ selection, businessId }: NewJob): Promise<Refusal> {
    const source =
      selection.kind === 'failed' ? await findJob(this.#businessOf({ businessId }), selection.ofJob) : null;
    return { reason: 'already_retried', retriedAs: source?.retriedAs ?? null };
  }

  async #findReplayOf({
    businessId,
    idempotency,
  }: Pick<AcceptRequest, 'businessId' | 'idempotency'>): Promise<Accepted | Refused | null> {
    if (!idempotency) return null;
    const known = await this.findKey({ businessId, key: idempotency.key });
    return known && this.replay({ businessId, bodyHash: idempotency.bodyHash, known });
  }

  get #isTemporalAway(): boolean {
    return performance.now() < this.#temporalAwayUntilMs;
  }

  async #startWorkflow(job: NewJob): Promise<void> {
    const { client, policyOf, onStartDelayed } = this.dependencies;
    // The answer goes out first: what it takes to ask Temporal would hold it up.
    await new Promise((resume) => setImmediate(resume));
    try {
      await askTemporal(client, START_TIMEOUT_MS, () => startBulkOperation(client, job, policyOf));
      this.#temporalAwayUntilMs = 0;
    } catch (error) {
      this.#temporalAwayUntilMs = performance.now() + KNOWN_AWAY_MS;
      onStartDelayed(job.id, error);
    }
  }

  #held(gate: GateId, { holder }: HeldVerdict): Held {
    this.#record('held', gate, holder.jobId, holder.ttlSeconds);
    return { kind: 'held', operationType: gate.operationType, holder };
  }

  async #releaseQuietly(job: NewJob): Promise<void> {
    try {
      const gate = gateOf(job);
      if (await this.dependencies.gate.release(gate, job.id)) this.#record('released', gate, job.id, this.#ttlOf(job));
    } catch (error) {
      // What is left then has no job: an orphan after 30 s, freed by the next click or the reconciler.
      if (!(error instanceof GateUnavailable)) throw error;
    }
  }

  #businessOf({ businessId }: Pick<GateId, 'businessId'>): Business {
    return new Business(this.dependencies.dataSource, businessId);
  }

  #ttlOf({ operationType }: Pick<GateId, 'operationType'>): number {
    return this.dependencies.policyOf(operationType).lockTtlSeconds;
  }

  #record(
    event: GateEventName,
    { businessId, operationType }: GateId,
    jobId: string | null,
    ttlSeconds: number | null,
  ) {
    this.dependencies.record({ event, businessId, operationType, jobId, ttlSeconds });
  }

  /** What a silent part means: nothing was started. */
  async #answering<T>(work: () => Promise<T>): Promise<T | Refused> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof GateUnavailable) return refused({ reason: 'gate_unavailable', cause });
      if (cause instanceof ReadTooSlow) return refused({ reason: 'count_too_slow', timeoutMs: cause.timeoutMs });
      if (postgresError(cause)?.code === LOCK_NOT_AVAILABLE) return refused({ reason: 'database_busy', cause });
      if (isUnreachable(cause)) return refused({ reason: 'database_unavailable', cause });
      throw cause;
    }
  }
}

function refused(because: Refusal): Refused {
  return { kind: 'refused', because };
}
