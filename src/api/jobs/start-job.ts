import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { BusinessOf } from '../../db/business.js';
import type { KnownKey } from '../../db/repositories/job-acceptance.js';
import type { Logger } from '../../observability/logger.js';
import type { ConcurrencyLimit, Release } from '../../operations/concurrency-limit.js';
import type { OperationRegistry } from '../../operations/definition.js';
import type { Policy } from '../../operations/policy.js';
import type { ApiRequest } from '../api-request.js';
import type { ActDetails } from '../audit/act.js';
import { fieldNames } from '../audit/audited-action.js';
import type { Caller } from '../../access/caller.js';
import { lockCredential, checkCredential } from '../auth/held-credential.js';
import { JsonAssembler, type JsonValue } from '../../http/json-assembler.js';
import { bodyChunks, refusingJson } from '../../http/request-body.js';
import { BodyDeadline } from '../../http/body-deadline.js';
import type { FieldError } from '../../http/problem.js';
import { invalidRequest } from '../../http/problems.js';
import type { AcceptJob, AcceptRequest } from '../../jobs/accept-job.js';
import type { Accepted } from '../../jobs/accept-outcome.js';
import { StagingArea } from '../../jobs/staging-area.js';
import { acceptedOf, acceptProblem, tooManyIds } from './job-problems.js';
import { contextOf } from '../request-context.js';
import { assertTypeInScope } from './operation-scope.guard.js';
import { type JobRequest, parseJobRequest, unknownType } from './job-request.js';

export interface StartDependencies {
  readonly accept: Pick<AcceptJob, 'replay' | 'refuseEarly' | 'accept'>;
  readonly businessOf: BusinessOf;
  readonly registry: OperationRegistry;
  readonly policyOf: (operationType: string) => Policy;
  readonly maxIds: number;
  readonly maxBodyBytes: number;
  /** Large bodies on their way, by business. */
  readonly uploads: Pick<ConcurrencyLimit, 'take'>;
  readonly logger: Logger;
}

/** Everything of a body but its ids. */
const MAX_KEPT_BYTES = 65_536;
/** A body that repeats a known start and has more than this is a large one. */
const SMALL_BODY_BYTES = 65_536;
/** Faulty ids after which reading on helps nobody. */
const MAX_ID_ERRORS = 5;

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
    const upload = new Upload(() => this.dependencies.uploads.take({ businessId: caller.businessId }));
    try {
      const key = idempotencyKey(request.headers['idempotency-key']);
      const known = contextOf(request).knownKey;
      const accepted = await (known
        ? this.#replay(caller, body, known, upload)
        : this.#accept(asked, body, key, upload));
      const { job, kind } = accepted;
      if (kind === 'replayed') act.describe({ target: job.id, operationType: job.operationType, reason: 'replayed' });
      else act.committed();
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
      if (bytes > SMALL_BODY_BYTES) upload.isLarge();
      hash.update(chunk);
    }
    await checkCredential(businessOf(caller), caller);
    const { businessId } = caller;
    const replay = acceptedOf(await accept.replay({ businessId, known, bodyHash: hash.digest() }));
    assertTypeInScope(caller, replay.job.operationType);
    return replay;
  }

  async #accept(
    { caller, act }: ApiRequest,
    body: IncomingMessage | undefined,
    key: string | undefined,
    upload: Upload,
  ): Promise<Accepted> {
    const { accept, businessOf, logger, policyOf } = this.dependencies;
    const { businessId, subject: requestedBy } = caller;
    const business = businessOf(caller);
    const staging = new StagingArea(business, logger);
    try {
      const reader = new StartReader(this.dependencies, staging, upload, { caller, act, key });
      const { request, bodyHash } = await reader.read(body);
      // Before the gate is asked: who holds it, or the job of a known key, is not for whoever has been shut out by now.
      await checkCredential(business, caller);
      const selection =
        request.selection.kind === 'ids'
          ? { kind: 'ids' as const, staged: await staging.complete() }
          : request.selection;
      act.describe(summaryOf(selection));
      const { type: operationType, targets } = request.definition;
      const policy = policyOf(operationType);
      const outcome = await accept.accept({
        businessId,
        requestedBy,
        operationType,
        targets,
        selection,
        batchSize: request.batchSize ?? policy.batchSize,
        throttleMs: request.throttleMs ?? policy.throttleMs,
        inSameTransaction: async (sql, jobId) => {
          await lockCredential(sql, caller);
          await act.within(sql, { target: jobId });
        },
        idempotency: key === undefined ? undefined : { key, bodyHash },
      });
      const accepted = acceptedOf(outcome);
      if (accepted.kind === 'replayed') await staging.discard();
      return accepted;
    } catch (error) {
      await staging.discard();
      throw error;
    }
  }
}

/**
 * One body on its way. A small one has seconds to be sent; a large one has minutes, and needs one of the business's
 * places: it holds a connection and up to a million staged rows for that long.
 */
class Upload {
  readonly deadline = new BodyDeadline();
  #release: Release | undefined;

  constructor(private readonly take: () => Release) {}

  /** @throws Problem 429 where the business has as many as it may have */
  isLarge(): void {
    this.#release ??= this.take();
    this.deadline.lift();
  }

  end(): void {
    this.deadline.lift();
    this.#release?.();
  }
}

/** Reads one body. */
class StartReader {
  readonly #errors: FieldError[] = [];
  #idsGiven = 0;
  #isEarlyCheckDone = false;

  constructor(
    private readonly dependencies: StartDependencies,
    private readonly staging: StagingArea,
    private readonly upload: Upload,
    private readonly origin: Pick<ApiRequest, 'caller' | 'act'> & { readonly key: string | undefined },
  ) {}

  async read(body: IncomingMessage | undefined): Promise<{ request: JobRequest; bodyHash: Buffer }> {
    const { registry, maxBodyBytes } = this.dependencies;
    const hash = createHash('sha256');
    const assembler = new JsonAssembler({
      sink: { path: 'selection.ids', onElement: (value, index) => this.#onId(value, index) },
      maxKeptBytes: MAX_KEPT_BYTES,
    });
    const json = await refusingJson(async () => {
      if (!body) return undefined;
      for await (const chunk of bodyChunks(body, maxBodyBytes, this.upload.deadline)) {
        hash.update(chunk);
        assembler.write(chunk);
        if (this.#errors.length >= MAX_ID_ERRORS) break;
        if (this.staging.isChunkFull) await this.#stage(assembler.peek('type'));
      }
      return this.#errors.length >= MAX_ID_ERRORS ? undefined : assembler.end();
    }).finally(() => this.#describeType(assembler.peek('type')));
    if (this.#errors.length >= MAX_ID_ERRORS) throw invalidRequest(this.#errors.slice(0, MAX_ID_ERRORS));
    const request = parseJobRequest(registry, json, this.#idsGiven, this.#errors);
    assertTypeInScope(this.origin.caller, request.definition.type);
    return { request, bodyHash: hash.digest() };
  }

  /** For the entry of a start that is refused: only a type that there is, never a text of the client's. */
  #describeType(type: JsonValue | undefined): void {
    const isKnown = typeof type === 'string' && this.dependencies.registry.has(type);
    if (isKnown) this.origin.act.describe({ operationType: type });
  }

  /** Before the first ids of a large body are stored: is the request good so far, and is its gate free? */
  async #stage(type: JsonValue | undefined): Promise<void> {
    if (this.#errors.length > 0) return;
    if (!this.#isEarlyCheckDone && type !== undefined) {
      this.#isEarlyCheckDone = true;
      const { registry, accept } = this.dependencies;
      if (typeof type !== 'string' || !registry.has(type)) throw invalidRequest([unknownType(registry)]);
      const { caller, key } = this.origin;
      assertTypeInScope(caller, type);
      const { businessId } = caller;
      const refusal = await accept.refuseEarly({ businessId, operationType: type, idempotencyKey: key });
      if (refusal) throw acceptProblem(refusal);
    }
    this.upload.isLarge();
    await this.staging.writeFullChunks();
  }

  #onId(value: JsonValue, index: number): void {
    this.#idsGiven++;
    const { maxIds } = this.dependencies;
    if (this.#idsGiven > maxIds) throw tooManyIds(maxIds);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) {
      if (this.#errors.length === 0) this.staging.add(value);
    } else if (this.#errors.length < MAX_ID_ERRORS) {
      this.#errors.push({
        field: `selection.ids.${index}`,
        message: 'must be a positive integer up to 9007199254740991',
      });
    }
  }
}

/** The selection for the audit log: what kind, and the names of its fields. Their values may be personal. */
function summaryOf(selection: AcceptRequest['selection']): ActDetails {
  switch (selection.kind) {
    case 'ids':
      return { selection: 'ids', count: selection.staged.count };
    case 'filter':
      return { selection: fieldNames('filter', selection.filter) };
    case 'all':
      return { selection: 'all' };
  }
}

/** @throws Problem 400 naming the header */
function idempotencyKey(header: unknown): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x20-\x7e]{1,255}$/.test(header)) return header;
  throw invalidRequest([{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }]);
}
