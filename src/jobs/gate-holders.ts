import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { findJob } from '../db/repositories/job-acceptance.js';
import { findLiveJob } from '../db/repositories/job-reads.js';
import type { BulkGate, GateId, GateState } from '../gate/bulk-gate.js';
import type { Job } from '../operations/job.js';
import { jobIdTimestampMs } from '../operations/job-id.js';
import { gateOf } from '../operations/job-gate.js';
import { isFinal } from '../operations/status.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import { askTemporal } from '../temporal/ask-temporal.js';
import { describeJobWorkflow } from '../temporal/job-workflow.js';
import type { Holder } from './accept-outcome.js';
import { ROWLESS_LOCK_MS, settle } from './settle-job.js';

/** What a start may do about whoever stands in its way. */
export type HolderVerdict =
  /** It is alive, or may be: refuse. `hasRow` tells whether its job has been committed. */
  | { readonly verdict: 'held'; readonly holder: Holder; readonly hasRow: boolean }
  /** It is dead (settled by now where it had a row): the lock may be taken over by compare-and-swap. */
  | { readonly verdict: 'dead'; readonly jobId: string };

export interface GateHolderDependencies {
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly gate: BulkGate;
  readonly record: RecordGateEvent;
}

const DESCRIBE_TIMEOUT_MS = 1_500;
/**
 * How long "its workflow is open" is believed. 200 clicks on one button are then one question to Temporal, not 200.
 */
const OPEN_FOR_MS = 500;
const REMEMBERED_JOBS = 1_000;

/** Judges whether the job that stands in a start's way is an orphan (docs/gate.md), and settles it if so. */
export class GateHolders {
  readonly #open = new Map<string, { untilMs: number; answer: Promise<boolean> }>();

  constructor(private readonly dependencies: GateHolderDependencies) {}

  /** @throws the driver's error when PostgreSQL cannot be asked */
  async judge(gate: GateId, state: GateState): Promise<HolderVerdict> {
    const { jobId, ttlSeconds } = state;
    if (jobId === null) return { verdict: 'held', holder: foreignHolder(ttlSeconds), hasRow: true };
    const job = await this.#findJob(gate, jobId);
    if (job) return this.judgeJob(job, ttlSeconds);
    // Not the lock's job but the live one is named, where a crashed click's lock stands over a running job.
    const live = await this.findLive(gate);
    const verdict = live && (await this.judgeJob(live, ttlSeconds));
    if (verdict?.verdict === 'held') return verdict;
    if (isAbandoned(jobId)) return { verdict: 'dead', jobId };
    return { verdict: 'held', holder: rowlessHolder(jobId, ttlSeconds), hasRow: false };
  }

  /** Who would refuse a start now, for whoever only looks: nothing is settled. @throws GateUnavailable */
  async look(gate: GateId): Promise<Holder | null> {
    const state = await this.dependencies.gate.inspect(gate);
    const live = await this.findLive(gate);
    if (live) return holderOf(live, state?.jobId === live.id ? state.ttlSeconds : null);
    if (!state) return null;
    const { jobId, ttlSeconds } = state;
    if (jobId === null) return foreignHolder(ttlSeconds);
    const isFree = isAbandoned(jobId) || (await this.#findJob(gate, jobId)) !== null;
    return isFree ? null : rowlessHolder(jobId, ttlSeconds);
  }

  /** A `pending` job is never reclaimed by a click, whatever its age: waiting for a worker is no fault. */
  async judgeJob(job: Job, ttlSeconds: number | null): Promise<HolderVerdict> {
    if (isFinal(job.status)) return { verdict: 'dead', jobId: job.id };
    if (job.startedAt === null || (await this.#mayRun(job))) {
      return { verdict: 'held', holder: holderOf(job, ttlSeconds), hasRow: true };
    }
    return { verdict: 'dead', jobId: job.id };
  }

  /** The live job of this gate, whatever Redis says. */
  findLive({ businessId, operationType }: GateId): Promise<Job | null> {
    return findLiveJob(new Business(this.dependencies.dataSource, businessId), operationType);
  }

  /** False once the job's workflow is known to be closed or gone; the job is settled then. Silence means "may run". */
  async #mayRun(job: Job): Promise<boolean> {
    const known = this.#open.get(job.id);
    if (known && known.untilMs > performance.now()) return known.answer;
    const answer = this.#askTemporal(job);
    const oldest = this.#open.keys().next();
    if (this.#open.size >= REMEMBERED_JOBS && !oldest.done) this.#open.delete(oldest.value);
    this.#open.set(job.id, { untilMs: performance.now() + OPEN_FOR_MS, answer });
    return answer;
  }

  async #askTemporal(job: Job): Promise<boolean> {
    const { client } = this.dependencies;
    const ask = askTemporal(client, DESCRIBE_TIMEOUT_MS, () => describeJobWorkflow(client, job));
    const workflow = await ask.catch(() => null);
    if (workflow === null || workflow.kind === 'open') return true;
    const closed = workflow.kind === 'closed';
    await settle(
      this.dependencies,
      job,
      closed && workflow.cancelled ? 'cancelled' : 'failed',
      closed ? workflow.reason : 'the workflow is gone',
      'begun',
    );
    return false;
  }

  /** Of this gate only: an id that a hand has written there may be another business's job, which is nobody's to see. */
  async #findJob({ businessId, operationType }: GateId, jobId: string): Promise<Job | null> {
    const job = await findJob(new Business(this.dependencies.dataSource, businessId), jobId);
    return job && gateOf(job).operationType === operationType ? job : null;
  }
}

/** What a refused click is told about a job. */
export function holderOf(job: Job, ttlSeconds: number | null): Holder {
  return {
    jobId: job.id,
    status: job.status,
    startedAt: (job.startedAt ?? job.createdAt).toISOString(),
    processed: job.processed,
    total: job.total,
    ttlSeconds,
  };
}

/** Of a lock without a row: whoever took it would have committed by now. */
function isAbandoned(jobId: string): boolean {
  return Date.now() - jobIdTimestampMs(jobId) > ROWLESS_LOCK_MS;
}

function rowlessHolder(jobId: string, ttlSeconds: number | null): Holder {
  const startedAt = new Date(jobIdTimestampMs(jobId)).toISOString();
  return { jobId, status: 'pending', startedAt, processed: 0, total: null, ttlSeconds };
}

function foreignHolder(ttlSeconds: number | null): Holder {
  return { jobId: null, status: null, startedAt: null, processed: null, total: null, ttlSeconds };
}
