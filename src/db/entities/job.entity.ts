import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Job } from '../../operations/job.js';
import { BATCH_SIZE } from '../batch-size-column.js';

const bigint = (name: string): EntitySchemaColumnOptions => ({ name, type: 'bigint' });
const integer = (name: string): EntitySchemaColumnOptions => ({ name, type: 'integer' });
const text = (name: string): EntitySchemaColumnOptions => ({ name, type: 'text' });
const moment = (name: string): EntitySchemaColumnOptions => ({ name, type: 'timestamptz' });
const nullable = (column: EntitySchemaColumnOptions): EntitySchemaColumnOptions => ({ ...column, nullable: true });

/**
 * A job's row, which is the fence: every write to it carries "status not final", and a write of `status` names the
 * sources of its arrow (src/operations/transitions.ts).
 */
export const JobEntity = new EntitySchema<Job>({
  name: 'job',
  tableName: 'jobs',
  columns: {
    id: { type: 'uuid', primary: true },
    businessId: integer('business_id'),
    operationType: text('operation_type'),
    gateType: nullable(text('gate_type')),
    status: text('status'),
    selectionKind: text('selection_kind'),
    selectionFilter: { name: 'selection_filter', type: 'jsonb', nullable: true },
    parameters: { name: 'parameters', type: 'jsonb' },
    stagingId: { name: 'staging_id', type: 'uuid', nullable: true },
    retryOf: { name: 'retry_of', type: 'uuid', nullable: true },
    restores: { name: 'restores', type: 'uuid', nullable: true },
    resultsDeletedAt: nullable(moment('results_deleted_at')),
    requestedBy: text('requested_by'),
    batchSize: nullable(integer('batch_size')),
    chunkSize: nullable(integer('chunk_size')),
    throttleMs: integer('throttle_ms'),
    parallelism: integer('parallelism'),
    streams: { name: 'streams', type: 'jsonb', nullable: true },
    reason: nullable(text('reason')),
    expectedTotal: nullable(bigint('expected_total')),
    total: nullable(bigint('total')),
    upperBound: nullable(bigint('upper_bound')),
    processed: bigint('processed'),
    succeeded: bigint('succeeded'),
    failed: bigint('failed_count'),
    skipped: bigint('skipped'),
    changedSince: nullable(bigint('changed_since')),
    notAttempted: nullable(bigint('not_attempted')),
    runs: integer('runs'),
    controlSeq: bigint('control_seq'),
    cancelRequestedAt: nullable(moment('cancel_requested_at')),
    pausedMs: bigint('paused_ms'),
    workedMs: nullable(bigint('worked_ms')),
    recentPerSecond: { name: 'recent_per_second', type: 'double precision', nullable: true },
    holdReason: nullable(text('hold_reason')),
    heldSince: nullable(moment('held_since')),
    nextLookAt: nullable(moment('next_look_at')),
    canary: { name: 'canary', type: 'jsonb', nullable: true },
    canaryUntil: nullable(moment('canary_until')),
    canaryOutcome: nullable(text('canary_outcome')),
    pauseReason: nullable(text('pause_reason')),
    lastError: nullable(text('last_error')),
    temporalNamespace: text('temporal_namespace'),
    temporalRunId: nullable(text('temporal_run_id')),
    createdAt: moment('created_at'),
    startedAt: nullable(moment('started_at')),
    heartbeatAt: nullable(moment('heartbeat_at')),
    finishedAt: nullable(moment('finished_at')),
    archiveExpiresOn: { name: 'archive_expires_on', type: 'date', nullable: true },
  },
});

/** A row's columns as the fields of a `Job`, for a list of SELECT or RETURNING. */
export const JOB = [
  ...Object.entries<EntitySchemaColumnOptions>(JobEntity.options.columns).map(
    ([field, column]) => `${expressionOf(field, column)} AS "${field}"`,
  ),
  '(SELECT retry.id FROM jobs AS retry WHERE retry.retry_of = jobs.id) AS "retriedAs"',
  `(SELECT restore.id FROM jobs AS restore WHERE restore.restores = jobs.id
     ORDER BY restore.id DESC LIMIT 1) AS "restoredAs"`,
].join(', ');

function expressionOf(field: string, { name = field, type }: EntitySchemaColumnOptions): string {
  if (name === 'batch_size') return BATCH_SIZE;
  // The driver would make a moment of a day, at midnight of wherever this process runs.
  return type === 'date' ? `${name}::text` : name;
}
