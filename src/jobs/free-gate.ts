import type { Client } from '@temporalio/client';
import { appendAudit, commitAudit } from '../audit/append-audit.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import { commandEntry } from '../audit/command-entry.js';
import { Business } from '../db/business.js';
import { findJob } from '../db/repositories/job-acceptance.js';
import { CommitFailed, type Transaction } from '../db/transaction.js';
import type { BulkGate, GateId, GateState } from '../gate/bulk-gate.js';
import { GateUnavailable } from '../gate/errors.js';
import { holderJobId } from '../gate/keys.js';
import { describeJobWorkflow, type WorkflowState } from '../temporal/job-workflow.js';
import type { GateOverviewDependencies } from './gate-overview.js';

export interface FreeGateDependencies extends GateOverviewDependencies {
  readonly client: Client;
}

/** A lock as a person has seen it. */
export interface SeenLock extends GateId {
  /** The value that the person has read: a lock that has changed hands since stays. */
  readonly expected: string;
}

export interface FreeRequest extends SeenLock {
  readonly reason: string;
  /** Who frees it. */
  readonly by: string;
}

/** The lock is not freed; the message says why, for people. */
export class GateStaysHeld extends Error {
  constructor(
    /** Stable, for the audit log. */
    readonly code: 'not_held' | 'value_changed' | 'workflow_open' | 'temporal_unavailable',
    message: string,
  ) {
    super(message);
    this.name = 'GateStaysHeld';
  }
}

/** The lock is free, and its entry is not known to be in the audit log. */
export class FreedUnrecorded extends Error {
  constructor(
    readonly entry: AuditEntry,
    cause: unknown,
  ) {
    super('the lock is free, but that could not be written into the audit log', { cause });
    this.name = 'FreedUnrecorded';
  }
}

const TEMPORAL_TIMEOUT_MS = 5_000;

/**
 * Frees a lock by compare, for a person who has read its value.
 *
 * That is written down first, in a transaction that commits once the lock is free: what cannot be written down is not
 * done. So nothing is freed while PostgreSQL is away. Nothing is lost by that: a free lock lets a start in, and a start
 * needs PostgreSQL.
 *
 * @param write the entry in the audit log
 * @returns what was freed
 * @throws GateStaysHeld while the holder's workflow is open, when Temporal cannot be asked, or when the value is another
 * @throws GateUnavailable; the lock may be free
 * @throws CommitFailed; the lock is free
 */
export async function freeLock(
  { gate, client }: Pick<FreeGateDependencies, 'gate' | 'client'>,
  business: Business,
  lock: SeenLock,
  write: (sql: Transaction) => Promise<void>,
): Promise<GateState> {
  const state = await asSeen(gate, lock);
  if (state.jobId !== null) await assertWorkflowIsOver(client, business, lock.operationType, state.jobId);
  await business.transaction(async (sql) => {
    await write(sql);
    if (await gate.releaseValue(lock, lock.expected)) return;
    throw new GateStaysHeld('value_changed', 'the lock has just changed hands.');
  });
  return state;
}

/** The lock as it stands. @throws GateStaysHeld where it is not what the person has seen */
export async function asSeen(gate: Pick<BulkGate, 'inspect'>, lock: SeenLock): Promise<GateState> {
  const state = await gate.inspect(lock);
  if (!state) throw new GateStaysHeld('not_held', 'nobody holds this lock.');
  if (state.value === lock.expected) return state;
  throw new GateStaysHeld('value_changed', `the lock has another value now: ${state.value}`);
}

/**
 * `freeLock` by a command, which writes its entry in the audit log of the lock's business itself, also where it is refused.
 *
 * @returns what was freed, for the log
 * @throws GateStaysHeld while the holder's workflow is open, when Temporal cannot be asked, or when the value is another
 * @throws FreedUnrecorded
 * @throws GateUnavailable; the lock may be free, and the entry says `failed`
 */
export async function freeGate(
  dependencies: FreeGateDependencies,
  request: FreeRequest,
): Promise<{ ttlSeconds: number | null }> {
  const { businessId, operationType, expected, by } = request;
  const business = new Business(await dependencies.openDatabase(), businessId);
  const done = commandEntry('gate', { subject: by, action: 'gate.free', operationType, target: holderJobId(expected) });
  try {
    const { ttlSeconds } = await freeLock(dependencies, business, request, (sql) =>
      appendAudit(sql, businessId, [done]),
    );
    return { ttlSeconds };
  } catch (error) {
    if (error instanceof CommitFailed) {
      // The same entry again: an append that was committed after all changes nothing.
      await commitAudit(business, [done]).catch((cause: unknown) => {
        throw new FreedUnrecorded(done, cause);
      });
      return { ttlSeconds: null };
    }
    const outcome =
      error instanceof GateStaysHeld
        ? ({ result: 'refused', reason: error.code } as const)
        : error instanceof GateUnavailable && ({ result: 'failed', reason: 'gate_unavailable' } as const);
    if (outcome) await commitAudit(business, [{ ...done, ...outcome }]);
    throw error;
  }
}

async function assertWorkflowIsOver(client: Client, business: Business, operationType: string, jobId: string) {
  const job = await findJob(business, jobId);
  // Without a row the namespace is ours: the job was about to be accepted by this installation.
  const { namespace: temporalNamespace } = client.options;
  const reference = job ?? { id: jobId, businessId: business.id, operationType, gateType: null, temporalNamespace };
  let workflow: WorkflowState;
  try {
    workflow = await client.withDeadline(Date.now() + TEMPORAL_TIMEOUT_MS, () =>
      describeJobWorkflow(client, reference),
    );
  } catch {
    throw new GateStaysHeld('temporal_unavailable', "Temporal cannot be asked whether the holder's workflow is open.");
  }
  if (workflow.kind === 'open') {
    throw new GateStaysHeld(
      'workflow_open',
      `the workflow of job ${jobId} is open. Cancel the job (gate cancel ${jobId}), or terminate its workflow, first.`,
    );
  }
}
