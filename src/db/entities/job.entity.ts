import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SelectionKind } from '../../operations/selection.js';
import type { JobStatus } from '../../operations/status.js';

/**
 * One accepted request to run an operation. The row is the fence: every write to it carries "status not final", and a
 * write of `status` names the sources of its arrow (src/operations/transitions.ts). Its counters are the truth.
 */
@Entity('jobs')
export class JobEntity {
  /** UUID v7, so that ids sort by the time of acceptance. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'business_id', type: 'integer' })
  businessId!: number;

  @Column({ name: 'operation_type', type: 'text' })
  operationType!: string;

  @Column('text')
  status!: JobStatus;

  @Column({ name: 'selection_kind', type: 'text' })
  selectionKind!: SelectionKind;

  @Column({ name: 'selection_filter', type: 'jsonb', nullable: true })
  selectionFilter!: Record<string, unknown> | null;

  /** Where the explicit ids were staged; null for filter and all. */
  @Column({ name: 'staging_id', type: 'uuid', nullable: true })
  stagingId!: string | null;

  /** Subject of the credential that asked: an opaque id, never a name. */
  @Column({ name: 'requested_by', type: 'text' })
  requestedBy!: string;

  @Column({ name: 'batch_size', type: 'integer' })
  batchSize!: number;

  @Column({ name: 'throttle_ms', type: 'integer' })
  throttleMs!: number;

  /** Set by beginJob; null before. */
  @Column({ type: 'bigint', nullable: true })
  total!: number | null;

  /** Highest id that can belong to the selection, fixed by the acceptance: rows that come later are not touched. */
  @Column({ name: 'upper_bound', type: 'bigint', nullable: true })
  upperBound!: number | null;

  @Column('bigint')
  processed!: number;

  @Column('bigint')
  succeeded!: number;

  @Column({ name: 'failed_count', type: 'bigint' })
  failed!: number;

  @Column('bigint')
  skipped!: number;

  /** Rows that match a filter and were left alone, see `JobSelection.asOf`; null where nobody can tell. */
  @Column({ name: 'changed_since', type: 'bigint', nullable: true })
  changedSince!: number | null;

  /** Set with the final status: `total = processed + not_attempted`. */
  @Column({ name: 'not_attempted', type: 'bigint', nullable: true })
  notAttempted!: number | null;

  /** Temporal runs so far, joined by continue-as-new. */
  @Column('integer')
  runs!: number;

  /** Grows with every control sent: orders pause, resume and speed even when their delivery does not. */
  @Column({ name: 'control_seq', type: 'bigint' })
  controlSeq!: number;

  @Column({ name: 'cancel_requested_at', type: 'timestamptz', nullable: true })
  cancelRequestedAt!: Date | null;

  /** How long the pauses that have ended lasted, in milliseconds. */
  @Column({ name: 'paused_ms', type: 'bigint' })
  pausedMs!: number;

  /** `Pace`, as of the latest batch; null in jobs that began before it was counted. */
  @Column({ name: 'worked_ms', type: 'bigint', nullable: true })
  workedMs!: number | null;

  @Column({ name: 'recent_per_second', type: 'double precision', nullable: true })
  recentPerSecond!: number | null;

  /** At most 200 characters: why the job ended as it did; SQLSTATE and constraint name, never row data. */
  @Column({ name: 'last_error', type: 'text', nullable: true })
  lastError!: string | null;

  /** Temporal namespace of the job's workflow. NotFound counts only there. */
  @Column({ name: 'temporal_namespace', type: 'text' })
  temporalNamespace!: string;

  /** The workflow's run that began the job or did its latest batch; null before. */
  @Column({ name: 'temporal_run_id', type: 'text', nullable: true })
  temporalRunId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'heartbeat_at', type: 'timestamptz', nullable: true })
  heartbeatAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
