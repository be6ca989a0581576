import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BusinessOf } from '../../db/business.js';
import type { AcceptJob, AcceptRequest } from '../../jobs/accept-job.js';
import type { Accepted } from '../../jobs/accept-outcome.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { requireJob } from '../../jobs/require-job.js';
import { selectFailed } from '../../jobs/select-failed.js';
import type { OperationRegistry } from '../../operations/definition.js';
import { reasonSchema } from '../../operations/reason.js';
import type { ApiRequest } from '../api-request.js';
import { checkCredential } from '../auth/held-credential.js';
import { contextOf } from '../request-context.js';
import type { DryRun } from './dry-run.js';
import type { DryRunView } from './dry-run-view.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { acceptedOf, controlProblem } from './job-problems.js';
import { jobOptionsSchema } from './job-request.js';
import { assertTypeInScope } from './operation-scope.guard.js';
import { noteAccepted, type SelectedRequest, type StartJob } from './start-job.js';

/** What a retry may say: what it does, and to which targets, the job says that it belongs to. */
export const retrySchema = z.strictObject({
  options: jobOptionsSchema.optional(),
  expectedTotal: z.int().min(0).optional(),
  reason: reasonSchema.optional(),
});
export type Retry = z.infer<typeof retrySchema>;

export interface RetryDependencies {
  readonly registry: OperationRegistry;
  readonly businessOf: BusinessOf;
  readonly accept: Pick<AcceptJob, 'findKey' | 'replay'>;
  readonly starter: Pick<StartJob, 'begin'>;
  readonly dryRun: Pick<DryRun, 'look'>;
}

/** A job of exactly the targets that another one has recorded as failed. It is accepted as every start is. */
export class RetryFailed {
  constructor(private readonly dependencies: RetryDependencies) {}

  /** @throws Problem */
  async start(asked: ApiRequest, jobId: string, retry: Retry = {}): Promise<Accepted> {
    const { caller, act, request } = asked;
    const key = idempotencyKeyOf(request);
    const idempotency = key === undefined ? undefined : { key, bodyHash: hashOf(jobId, retry) };
    await checkCredential(this.dependencies.businessOf(caller), caller);
    const accepted =
      (contextOf(request).knownKey && (await this.#replay(asked, idempotency))) ??
      (await this.#begin(asked, jobId, retry, idempotency));
    noteAccepted(act, accepted);
    return accepted;
  }

  /** What it would do. @throws Problem */
  async look(asked: ApiRequest, jobId: string, retry: Retry = {}): Promise<DryRunView> {
    idempotencyKeyOf(asked.request);
    await checkCredential(this.dependencies.businessOf(asked.caller), asked.caller);
    return this.dependencies.dryRun.look(asked, await this.#requestFor(asked, jobId, retry));
  }

  async #begin(
    asked: ApiRequest,
    jobId: string,
    retry: Retry,
    idempotency: AcceptRequest['idempotency'],
  ): Promise<Accepted> {
    try {
      return await this.dependencies.starter.begin(asked, await this.#requestFor(asked, jobId, retry), idempotency);
    } catch (error) {
      // The other one of two clicks has been accepted since the key was looked up.
      const isRetried = error instanceof ControlFailed && error.code === 'already_retried';
      const replayed = isRetried ? await this.#replay(asked, idempotency) : undefined;
      if (replayed) return replayed;
      throw error;
    }
  }

  async #requestFor({ caller, act }: ApiRequest, jobId: string, retry: Retry): Promise<SelectedRequest> {
    const { businessOf, registry } = this.dependencies;
    const business = businessOf(caller);
    const job = await requireJob(business, jobId);
    act.describe({ operationType: job.operationType });
    assertTypeInScope(caller, job.operationType);
    const definition = registry.get(job.operationType);
    if (!definition) throw controlProblem(new ControlFailed('unknown_type'));
    const { options, expectedTotal, reason } = retry;
    return {
      definition,
      selection: await selectFailed(business, job),
      parameters: job.parameters,
      batchSize: options?.batchSize,
      throttleMs: options?.throttleMs,
      parallelism: options?.parallelism,
      // As its type has it: only a start of its own can do without.
      archive: undefined,
      expectedTotal,
      reason,
    };
  }

  async #replay({ caller }: ApiRequest, idempotency: AcceptRequest['idempotency']): Promise<Accepted | undefined> {
    if (!idempotency) return undefined;
    const { accept } = this.dependencies;
    const { businessId } = caller;
    const known = await accept.findKey({ businessId, key: idempotency.key });
    if (!known) return undefined;
    const replay = acceptedOf(await accept.replay({ businessId, known, bodyHash: idempotency.bodyHash }));
    assertTypeInScope(caller, replay.job.operationType);
    return replay;
  }
}

/** Which job it is a retry of is part of what is asked for, though not of the body. */
function hashOf(jobId: string, retry: Retry): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([jobId, retry]))
    .digest();
}
