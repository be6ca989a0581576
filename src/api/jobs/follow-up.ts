import { createHash } from 'node:crypto';
import { z } from 'zod';
import { mayDo } from '../../access/permissions.js';
import type { Business, BusinessOf } from '../../db/business.js';
import type { AcceptJob, AcceptRequest } from '../../jobs/accept-job.js';
import type { Accepted } from '../../jobs/accept-outcome.js';
import { ControlFailed } from '../../jobs/control-errors.js';
import { requireJob } from '../../jobs/require-job.js';
import type { OperationDefinition, OperationRegistry } from '../../operations/definition.js';
import type { Job } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import type { Policy } from '../../operations/policy.js';
import { reasonSchema } from '../../operations/reason.js';
import type { ApiRequest } from '../api-request.js';
import { checkCredential } from '../auth/held-credential.js';
import { forbidden } from '../problems.js';
import { invalidRequest } from '../../http/problems.js';
import { contextOf } from '../request-context.js';
import type { DryRun } from './dry-run.js';
import type { DryRunView } from './dry-run-view.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { acceptedOf, controlProblem } from './job-problems.js';
import { assertTypeInScope } from './operation-scope.guard.js';
import { canaryOf, jobOptionsSchema, messageJobOptionsSchema, uselessOptions } from './start-options.js';
import { noteAccepted, type SelectedRequest, type StartJob } from './start-job.js';

/** What a job that follows another one may say: what it does, and to which targets, the other one says. */
export const followUpSchema = z.strictObject({
  options: messageJobOptionsSchema.optional(),
  expectedTotal: z.int().min(0).optional(),
  reason: reasonSchema.optional(),
});
/** What of it a restore has a use for, as the document says it: it sends no messages. */
export const restoreSchema = followUpSchema.extend({ options: jobOptionsSchema.optional() });

export type FollowUpRequest = z.infer<typeof followUpSchema>;

export interface FollowUpDependencies {
  readonly registry: OperationRegistry;
  readonly businessOf: BusinessOf;
  readonly policyOf: (operationType: string) => Policy;
  readonly accept: Pick<AcceptJob, 'findKey' | 'replay'>;
  readonly starter: Pick<StartJob, 'begin'>;
  readonly dryRun: Pick<DryRun, 'look'>;
}

/** What a job that follows another one does. */
export type Followed = Pick<SelectedRequest, 'definition' | 'selection' | 'parameters' | 'archive'>;

/** A job about the targets of one that has ended: it retries or undoes it. It is accepted as every start is. */
export abstract class FollowUp {
  /** Part of what an idempotency key stands for. */
  protected abstract readonly name: string;

  constructor(protected readonly dependencies: FollowUpDependencies) {}

  /** @throws ControlFailed where there is nothing to follow */
  protected abstract follow(business: Business, job: Job, definition: OperationDefinition): Promise<Followed>;

  /** @throws Problem */
  async start(asked: ApiRequest, jobId: string, given: FollowUpRequest = {}): Promise<Accepted> {
    const { caller, act, request } = asked;
    const key = idempotencyKeyOf(request);
    const idempotency = key === undefined ? undefined : { key, bodyHash: this.#hashOf(jobId, given) };
    await checkCredential(this.dependencies.businessOf(caller), caller);
    const accepted =
      (contextOf(request).knownKey && (await this.#replay(asked, idempotency))) ??
      (await this.#begin(asked, jobId, given, idempotency));
    noteAccepted(act, accepted);
    return accepted;
  }

  /** What it would do. @throws Problem */
  async look(asked: ApiRequest, jobId: string, given: FollowUpRequest = {}): Promise<DryRunView> {
    idempotencyKeyOf(asked.request);
    await checkCredential(this.dependencies.businessOf(asked.caller), asked.caller);
    return this.dependencies.dryRun.look(asked, await this.#requestFor(asked, jobId, given));
  }

  async #begin(
    asked: ApiRequest,
    jobId: string,
    given: FollowUpRequest,
    idempotency: AcceptRequest['idempotency'],
  ): Promise<Accepted> {
    try {
      return await this.dependencies.starter.begin(asked, await this.#requestFor(asked, jobId, given), idempotency);
    } catch (error) {
      // The other one of two clicks has been accepted since the key was looked up.
      const isRetried = error instanceof ControlFailed && error.code === 'already_retried';
      const replayed = isRetried ? await this.#replay(asked, idempotency) : undefined;
      if (replayed) return replayed;
      throw error;
    }
  }

  async #requestFor({ caller, act }: ApiRequest, jobId: string, given: FollowUpRequest): Promise<SelectedRequest> {
    const { businessOf, registry } = this.dependencies;
    const business = businessOf(caller);
    const job = await requireJob(business, jobId);
    act.describe({ operationType: job.operationType });
    const { operationType } = gateOf(job);
    assertTypeInScope(caller, operationType);
    const definition = registry.get(operationType);
    if (!definition) throw controlProblem(new ControlFailed('unknown_type'));
    const followed = await this.follow(business, job, definition);
    act.describe({ operationType: followed.definition.type });
    if (followed.archive === false && !mayDo(caller.role, 'erase')) throw forbidden(caller.role, 'erase');
    const { options, expectedTotal, reason } = given;
    const useless = uselessOptions(followed.definition, options);
    if (useless.length > 0) throw invalidRequest(useless);
    return {
      ...followed,
      batchSize: options?.batchSize,
      throttleMs: options?.throttleMs,
      parallelism: options?.parallelism,
      canary: canaryOf(options),
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
    assertTypeInScope(caller, gateOf(replay.job).operationType);
    return replay;
  }

  /** Which job it follows, and how, is part of what is asked for, though not of the body. */
  #hashOf(jobId: string, given: FollowUpRequest): Buffer {
    return createHash('sha256')
      .update(JSON.stringify([this.name, jobId, given]))
      .digest();
  }
}
