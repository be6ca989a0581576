import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { isUnreachable, postgresError } from '../db/postgres-error.js';
import type { BulkGate, RefreshResult } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import type { RecordGateEvent } from '../gate/gate-event.js';
import { FAILURE } from '../operations/errors.js';
import { gateOf } from '../operations/job-gate.js';

/** A job and the gate that it is to hold: `gateOf`. */
export interface HeldGate {
  readonly businessId: number;
  readonly operationType: string;
  /** The type whose gate it is; absent where that is the job's own. */
  readonly gateType?: string | undefined;
  readonly jobId: string;
  readonly ttlSeconds: number;
}

export interface GateKeeperDependencies {
  readonly gate: BulkGate;
  /** Reads the job's row now; PostgreSQL is the judge of who is live. */
  readonly isLive: (held: HeldGate) => Promise<boolean>;
  readonly record: RecordGateEvent;
}

/**
 * How long somebody else's value may stand in a live job's lock. A refused start holds it for moments before it hands
 * it over, so the job waits before it acts.
 */
export const CONTESTED_FOR_MS = 15_000;
const LOOK_AGAIN_MS = 500;

/** Somebody else's value in the lock, and since when it was seen there. */
interface Contest {
  readonly kind: 'job' | 'foreign';
  readonly sinceMs: number;
}

/**
 * Keeps a running job's gate. Redis can lose a lock (expiry during a freeze, a flush, a failover) or have it
 * overwritten; then it is the job's row, not Redis, that says whose it is.
 */
export class GateKeeper {
  constructor(private readonly dependencies: GateKeeperDependencies) {}

  /**
   * Refreshes the job's lock and, where it is not the job's any more, gets it back. Returns when the job holds its gate,
   * or when Redis or PostgreSQL cannot tell: the job goes on under the live-job index and the fence.
   *
   * @throws ApplicationFailure `JobNotLive` when the lock is lost and the job is final; `GateLost` when a foreign value
   *   stood there for 15 s. Both non-retryable.
   */
  async keep(held: HeldGate): Promise<void> {
    try {
      await this.#keep(held);
    } catch (error) {
      // Redis is silent, or PostgreSQL is (or busy) and nobody can say whose the lock is: the next beat looks again.
      if (error instanceof GateUnavailable || isUnreachable(error) || postgresError(error)) return;
      throw error;
    }
  }

  /** Frees the job's own lock, and only that. @throws GateUnavailable */
  async release(held: HeldGate): Promise<void> {
    if (await this.dependencies.gate.release(gateOf(held), held.jobId)) this.#record('released', held);
  }

  async #keep(held: HeldGate): Promise<void> {
    const { gate } = this.dependencies;
    let contested: Contest | undefined;
    for (;;) {
      const found = await gate.refresh(gateOf(held), held.jobId, held.ttlSeconds);
      if (found.outcome === 'held') return this.#record('refreshed', held);
      if (found.outcome === 'absent') {
        await this.#assertLive(held);
        if (await gate.acquire(gateOf(held), held.jobId, held.ttlSeconds)) return this.#record('retaken', held);
        continue; // somebody was faster: look at what stands there now
      }
      const kind: Contest['kind'] = found.jobId === null ? 'foreign' : 'job';
      if (contested?.kind !== kind) contested = { kind, sinceMs: performance.now() };
      if (performance.now() - contested.sinceMs >= CONTESTED_FOR_MS) {
        if (await this.#takeBack(held, found)) return this.#record('retaken', held);
        continue;
      }
      await delay(LOOK_AGAIN_MS);
    }
  }

  /** After the wait: a job's value is swapped for the own one; a foreign one is respected, and the job fails. */
  async #takeBack(held: HeldGate, found: Extract<RefreshResult, { outcome: 'taken' }>): Promise<boolean> {
    if (found.jobId === null) {
      this.#record('lost', held);
      throw ApplicationFailure.nonRetryable('GateLost: a foreign lock stands in the gate', FAILURE.gateLost);
    }
    // The live-job index allows no other live job of this gate, so while the own row is live that value is a leftover.
    await this.#assertLive(held);
    return this.dependencies.gate.handOver(gateOf(held), found.jobId, held.jobId, held.ttlSeconds);
  }

  async #assertLive(held: HeldGate): Promise<void> {
    if (await this.dependencies.isLive(held)) return;
    throw ApplicationFailure.nonRetryable('the job is final: its gate is not taken again', FAILURE.jobNotLive);
  }

  #record(event: 'refreshed' | 'retaken' | 'lost' | 'released', held: HeldGate): void {
    const { jobId, ttlSeconds } = held;
    this.dependencies.record({ event, ...gateOf(held), jobId, ttlSeconds });
  }
}
