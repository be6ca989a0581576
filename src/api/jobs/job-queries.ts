import { OPERATION_TYPE } from '../../operations/definition.js';
import { z } from 'zod';
import type { Business, BusinessOf } from '../../db/business.js';
import { type CurrentJobsQuery, listCurrentJobs, listJobs } from '../../db/repositories/job-reads.js';
import type { BulkGate } from '../../gate/bulk-gate.js';
import { GateUnavailable } from '../../gate/errors.js';
import type { Job } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import { JOB_ID_PATTERN } from '../../operations/job-id.js';
import { requireJob } from '../../jobs/require-job.js';
import { cursorField, limitField, type Page, pageOf } from '../paging.js';
import { severalOf } from '../several-of.js';
import {
  jobGate,
  type JobGate,
  jobStatusSchema,
  type JobView,
  jobView,
  type JobViewSettings,
  UNKNOWN_GATE,
} from './job-view.js';

const MOST_OF_ONE_FIELD = 20;

export const jobListQuery = z.strictObject({
  type: severalOf(z.string().regex(OPERATION_TYPE, { error: 'is not an operation type' }), MOST_OF_ONE_FIELD),
  status: severalOf(jobStatusSchema, MOST_OF_ONE_FIELD),
  limit: limitField,
  cursor: cursorField(JOB_ID_PATTERN),
});

/** The live jobs of a business and those that ended a short while ago, each with its gate. */
export interface CurrentJobs {
  readonly jobs: readonly JobView[];
  readonly isRedisUp: boolean;
}

/** Reads jobs for their own business. */
export class JobQueries {
  constructor(
    readonly businessOf: BusinessOf,
    private readonly gate: BulkGate,
    private readonly settings: JobViewSettings,
  ) {}

  async list(business: Business, query: z.infer<typeof jobListQuery>): Promise<Page<JobView>> {
    const { type: operationTypes, status: statuses, cursor: beforeId, limit } = query;
    const jobs = await listJobs(business, { operationTypes, statuses, beforeId, limit: limit + 1 });
    const views = jobs.map((job) => jobView(job, null, this.settings));
    return pageOf(views, limit, ({ id }) => id);
  }

  /** To be shown with `withGates`: the database and Redis answer, or do not, each for itself. */
  current(business: Business, query: CurrentJobsQuery): Promise<Job[]> {
    return listCurrentJobs(business.forLooks(), query);
  }

  async withGates(business: Business, jobs: readonly Job[]): Promise<CurrentJobs> {
    const types = [...new Set(jobs.map((job) => gateOf(job).operationType))];
    const states = await this.#whereRedisAnswers(() =>
      this.gate.inspectAll(types.map((operationType) => ({ businessId: business.id, operationType }))),
    );
    const gateNow = (job: Job): JobGate =>
      states ? jobGate(job.id, states[types.indexOf(gateOf(job).operationType)] ?? null) : UNKNOWN_GATE;
    return { jobs: jobs.map((job) => jobView(job, gateNow(job), this.settings)), isRedisUp: states !== undefined };
  }

  async isRedisUp(): Promise<boolean> {
    return (await this.#whereRedisAnswers(() => this.gate.inspectAll([]))) !== undefined;
  }

  /** @throws ControlFailed `job_not_found` */
  async get(business: Business, jobId: string): Promise<JobView> {
    return this.view(await requireJob(business, jobId));
  }

  /** The job with its gate. A silent Redis is shown, it is no reason to hide a job's progress. */
  async view(job: Job): Promise<JobView> {
    return jobView(job, await this.#gateOf(job), this.settings);
  }

  /** A job that was accepted just now and has taken its gate. */
  viewAccepted(job: Job): JobView {
    const { lockTtlSeconds: ttlSeconds } = this.settings.policyOf(job.operationType);
    return jobView(job, { held: true, ttlSeconds }, this.settings);
  }

  async #gateOf(job: Job): Promise<JobGate> {
    const state = await this.#whereRedisAnswers(() => this.gate.inspect(gateOf(job)));
    return state === undefined ? UNKNOWN_GATE : jobGate(job.id, state);
  }

  /** @returns undefined where Redis does not answer */
  async #whereRedisAnswers<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof GateUnavailable) return undefined;
      throw error;
    }
  }
}
