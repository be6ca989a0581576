import { ApplicationFailure } from '@temporalio/common';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { makeArchivePartition } from '../db/repositories/archive-partitions.js';
import { type JobInput, type JobSelection, readInput } from '../db/selections/job-selection.js';
import { FAILURE } from '../operations/errors.js';
import type { JobParameters, OperationDefinition, OperationRegistry } from '../operations/definition.js';
import { restoreOf } from '../operations/restore-job.js';

export interface BegunSelection extends JobInput {
  readonly definition: OperationDefinition;
}

/** A job's type, and of a restore the type that it undoes. */
interface TypedJob {
  readonly operationType: string;
  readonly gateType?: string | undefined;
}

const REMEMBERED_JOBS = 500;

/**
 * Selections and parameters of begun jobs. They never change once a job has begun, so each is read once per process instead
 * of once per batch. They are not part of a workflow's payload, because both may hold names or phones.
 */
export class BegunSelections {
  readonly #byJob = new Map<string, BegunSelection>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: OperationRegistry,
  ) {}

  /**
   * @throws ApplicationFailure `JobNotLive` for an unknown job, `UnknownOperationType`, which may be tried again, where this
   *   worker is older, `InvalidParameters` where its definition does not take the job's
   */
  async of(job: TypedJob & { businessId: number; jobId: string }): Promise<BegunSelection> {
    const { businessId, jobId } = job;
    const known = this.#byJob.get(jobId);
    if (known) return known;
    const gateDefinition = this.#definitionOfGate(job);
    const business = new Business(this.dataSource, businessId);
    const input = await readInput(business, jobId);
    if (!input) throw ApplicationFailure.nonRetryable('there is no such job', FAILURE.jobNotLive);
    // Here and not where the job begins: a worker of the version before may have begun it.
    if (input.archiveExpiresOn !== null) await makeArchivePartition(business, input.archiveExpiresOn);
    const definition = asSelected(gateDefinition, input.selection);
    const begun = { ...input, definition, parameters: acceptedBy(definition, input.parameters) };
    const oldest = this.#byJob.keys().next();
    if (this.#byJob.size >= REMEMBERED_JOBS && !oldest.done) this.#byJob.delete(oldest.value);
    this.#byJob.set(jobId, begun);
    return begun;
  }

  /** @throws ApplicationFailure `UnknownOperationType` */
  definitionOf(job: TypedJob, selection: JobSelection): OperationDefinition {
    return asSelected(this.#definitionOfGate(job), selection);
  }

  /** Of a restore: that of the type which it undoes. */
  #definitionOfGate({ operationType, gateType = operationType }: TypedJob): OperationDefinition {
    const definition = this.registry.get(gateType);
    if (definition) return definition;
    const message = `the worker does not know the operation type ${gateType}`;
    throw ApplicationFailure.retryable(message, FAILURE.unknownOperationType);
  }
}

/** What is undone, the archive that it reads says: a restore is the same type with another selection. */
function asSelected(definition: OperationDefinition, { selection }: JobSelection): OperationDefinition {
  return selection.kind === 'archived' ? restoreOf(definition, selection.ofJob) : definition;
}

/** A deploy may have changed what the definition takes. The failure names fields, never values. */
function acceptedBy({ type, parameters }: OperationDefinition, stored: JobParameters): JobParameters {
  const parsed = parameters.safeParse(stored);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => ['parameters', ...path].join('.'));
  throw ApplicationFailure.nonRetryable(
    `${type} of this worker does not take the job's ${[...new Set(fields)].join(', ')}`,
    'InvalidParameters',
  );
}
