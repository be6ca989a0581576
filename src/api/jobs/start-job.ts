import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BusinessOf } from '../../db/business.js';
import type { KnownKey } from '../../db/repositories/job-acceptance.js';
import type { Logger } from '../../observability/logger.js';
import { gateOf } from '../../operations/job-gate.js';
import type { Policy } from '../../operations/policy.js';
import type { Selection } from '../../operations/selection.js';
import type { ApiRequest } from '../api-request.js';
import { type Act, type ActDetails, givenReason } from '../audit/act.js';
import { fieldNames } from '../audit/audited-action.js';
import type { Caller } from '../../access/caller.js';
import { lockCredential, checkCredential } from '../auth/held-credential.js';
import { bodyChunks } from '../../http/request-body.js';
import type { AcceptJob, AcceptRequest } from '../../jobs/accept-job.js';
import type { Accepted } from '../../jobs/accept-outcome.js';
import { StagingArea } from '../../jobs/staging-area.js';
import { goneSignal } from '../limits/client-gone.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { acceptedOf } from './job-problems.js';
import type { JobRequest } from './job-request.js';
import { contextOf } from '../request-context.js';
import { assertTypeInScope } from './operation-scope.guard.js';
import { type ReaderSettings, StartReader, Upload, type Uploads } from './start-reader.js';

export interface StartDependencies extends ReaderSettings {
  readonly accept: Pick<AcceptJob, 'replay' | 'refuseEarly' | 'accept'>;
  readonly businessOf: BusinessOf;
  readonly policyOf: (operationType: string) => Policy;
  readonly uploads: Uploads;
  readonly logger: Logger;
}

/** A body that repeats a known start and has more than this is a large one. */
const SMALL_BODY_BYTES = 65_536;

/**
 * From the bytes of `POST /jobs` to an accepted job: reads the body once, as it comes, in bounded memory. A gate
 * that is held is noticed before a large body is read, a faulty body before anything is acquired.
 */
export class StartJob {
  constructor(private readonly dependencies: StartDependencies) {}

  /**
   * @param body undefined where the request has none
   * @throws Problem; staged ids are gone then
   */
  async start(asked: ApiRequest, body: IncomingMessage | undefined): Promise<Accepted> {
    const { caller, act, request } = asked;
    const upload = new Upload(this.dependencies.uploads, caller.businessId);
    try {
      const key = idempotencyKeyOf(request);
      const known = contextOf(request).knownKey;
      const accepted = await (known
        ? this.#replay(caller, body, known, upload)
        : this.#accept(asked, body, key, upload));
      noteAccepted(act, accepted);
      return accepted;
    } finally {
      upload.end();
    }
  }

  /** A known key decides by the body's hash alone: nothing of it is parsed or stored. */
  async #replay(caller: Caller, body: IncomingMessage | undefined, known: KnownKey, upload: Upload): Promise<Accepted> {
    const { accept, businessOf, maxBodyBytes } = this.dependencies;
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of body ? bodyChunks(body, maxBodyBytes, upload.deadline) : []) {
      bytes += chunk.length;
      if (bytes > SMALL_BODY_BYTES) await upload.isLarge();
      hash.update(chunk);
    }
    await checkCredential(businessOf(caller), caller);
    const { businessId } = caller;
    const replay = acceptedOf(await accept.replay({ businessId, known, bodyHash: hash.digest() }));
    assertTypeInScope(caller, gateOf(replay.job).operationType);
    return replay;
  }

  async #accept(
    asked: ApiRequest,
    body: IncomingMessage | undefined,
    key: string | undefined,
    upload: Upload,
  ): Promise<Accepted> {
    const { accept, businessOf, logger } = this.dependencies;
    const { caller, act } = asked;
    const { businessId } = caller;
    const business = businessOf(caller);
    const staging = new StagingArea(business, logger);
    try {
      const reader = new StartReader(this.dependencies, staging, upload, { caller, act }, (operationType) =>
        accept.refuseEarly({ businessId, operationType, idempotencyKey: key }),
      );
      const { request, bodyHash } = await reader.read(body);
      // Before the gate is asked: who holds it, or the job of a known key, is not for whoever has been shut out by now.
      await checkCredential(business, caller);
      const selection = await staging.completed(request.selection);
      const idempotency = key === undefined ? undefined : { key, bodyHash };
      const accepted = await this.begin(asked, { ...request, selection }, idempotency);
      if (accepted.kind === 'replayed') await staging.discard();
      return accepted;
    } catch (error) {
      await staging.discard();
      throw error;
    }
  }

  /** A request that has been read and checked. @throws Problem */
  async begin(
    { caller, act, reply }: ApiRequest,
    request: SelectedRequest,
    idempotency: AcceptRequest['idempotency'],
  ): Promise<Accepted> {
    const { accept, policyOf } = this.dependencies;
    const { businessId, subject: requestedBy } = caller;
    const { definition, selection } = request;
    act.describe(summaryOf(selection, request));
    const { type: operationType, targets, channel } = definition;
    const policy = policyOf(operationType);
    const { expectedTotal, reason } = request;
    const confirmed: ActDetails = {
      ...(expectedTotal === undefined ? {} : { count: expectedTotal }),
      ...(reason === undefined ? {} : { reason: givenReason(reason) }),
    };
    const outcome = await accept.accept({
      businessId,
      requestedBy,
      operationType,
      gateType: definition.undoes ?? null,
      targets,
      channel,
      startRefusal: async (sql) => (await definition.startRefusal?.(sql, { businessId, selection })) ?? null,
      selection,
      parameters: request.parameters,
      batchSize: request.batchSize ?? policy.batchSize,
      throttleMs: request.throttleMs ?? policy.throttleMs,
      parallelism: request.parallelism ?? policy.parallelism,
      canary: request.canary,
      archiveDays: archiveDaysOf(request, policy),
      expectedTotal,
      reason,
      gone: goneSignal(reply),
      lockCredential: (sql) => lockCredential(sql, caller),
      inSameTransaction: (sql, jobId) => act.within(sql, { target: jobId, ...confirmed }),
      idempotency,
    });
    return acceptedOf(outcome);
  }
}

/** A request whose ids are staged. */
export type SelectedRequest = Omit<JobRequest, 'selection'> & { readonly selection: Selection };

/** What the audit log is to say of it. */
export function noteAccepted(act: Act, { job, kind }: Accepted): void {
  if (kind === 'replayed') act.describe({ target: job.id, operationType: job.operationType, reason: 'replayed' });
  else act.committed();
}

/** So many days the archive keeps what a job deletes that is started so; 0 where nothing is archived. */
export function archiveDaysOf({ definition, archive }: SelectedRequest, policy: Policy): number {
  return definition.isArchived === true && archive !== false ? policy.archiveDays : 0;
}

/**
 * The selection and the parameters for the audit log: the names of their fields. Their values may be personal. That nothing
 * is archived is part of it.
 */
export function summaryOf(
  selection: Selection,
  { parameters, archive }: Pick<JobRequest, 'parameters' | 'archive'>,
): ActDetails {
  const summary = [
    selectionText(selection),
    ...(Object.keys(parameters).length === 0 ? [] : [fieldNames('parameters', parameters)]),
    ...(archive === false ? ['archive: false'] : []),
  ].join('; ');
  const count = 'count' in selection ? selection.count : undefined;
  return { selection: summary, ...(count === undefined ? {} : { count }) };
}

function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'ids':
    case 'all':
      return selection.kind;
    case 'filter':
      return fieldNames('filter', selection.filter);
    case 'failed':
      return `failed of job ${selection.ofJob}`;
    case 'archived':
      return `archived by job ${selection.ofJob}`;
  }
}
