import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { DataSource } from 'typeorm';
import type { Logger } from '../../observability/logger.js';
import type { OperationRegistry } from '../../operations/definition.js';
import type { Policy } from '../../operations/policy.js';
import type { Caller } from '../auth/caller.js';
import { JsonAssembler, type JsonValue } from '../json/json-assembler.js';
import { bodyChunks, refusingJson } from '../json/request-body.js';
import type { FieldError } from '../problem.js';
import { invalidRequest, tooManyIds } from '../problems.js';
import type { Accepted, AcceptOperation } from './accept-operation.js';
import { type OperationRequest, parseOperationRequest, unknownType } from './operation-request.js';
import { StagingArea } from './staging-area.js';

export interface StartDependencies {
  readonly accept: Pick<AcceptOperation, 'findReplay' | 'replay' | 'refuseEarly' | 'accept'>;
  readonly dataSource: DataSource;
  readonly registry: OperationRegistry;
  readonly policyOf: (operationType: string) => Policy;
  readonly maxIds: number;
  readonly maxBodyBytes: number;
  readonly logger: Logger;
}

/** Everything of a body but its ids. */
const MAX_KEPT_BYTES = 65_536;
/** Faulty ids after which reading on helps nobody. */
const MAX_ID_ERRORS = 5;

/**
 * From the bytes of `POST /operations` to an accepted job: reads the body once, as it comes, in bounded memory. A gate
 * that is held is noticed before a large body is read, a faulty body before anything is acquired.
 */
export class StartOperation {
  constructor(private readonly dependencies: StartDependencies) {}

  /**
   * @param body undefined where the request has none
   * @throws Problem; staged ids are gone then
   */
  async start(caller: Caller, body: IncomingMessage | undefined, keyHeader: unknown): Promise<Accepted> {
    const { accept, dataSource, logger } = this.dependencies;
    const key = idempotencyKey(keyHeader);
    const { businessId } = caller;
    const known = key === undefined ? null : await accept.findReplay({ businessId, key });
    if (known) return accept.replay({ businessId, known, bodyHash: await this.#hash(body) });
    const staging = new StagingArea(dataSource, businessId, logger);
    try {
      const reader = new OperationReader(this.dependencies, staging, { businessId, key });
      const { request, bodyHash } = await reader.read(body);
      const accepted = await accept.accept({
        ...this.#settings(request),
        businessId,
        requestedBy: caller.subject,
        selection:
          request.selection.kind === 'ids' ? { kind: 'ids', staged: await staging.complete() } : request.selection,
        ...(key === undefined ? {} : { idempotency: { key, bodyHash } }),
      });
      if (accepted.replayed) await staging.discard();
      return accepted;
    } catch (error) {
      await staging.discard();
      throw error;
    }
  }

  #settings({ definition, batchSize, throttleMs }: OperationRequest) {
    const policy = this.dependencies.policyOf(definition.type);
    return {
      operationType: definition.type,
      batchSize: batchSize ?? policy.batchSize,
      throttleMs: throttleMs ?? policy.throttleMs,
    };
  }

  /** A known key decides by the body's hash alone: nothing of it is parsed or stored. */
  async #hash(body: IncomingMessage | undefined): Promise<Buffer> {
    const hash = createHash('sha256');
    if (body) for await (const chunk of bodyChunks(body, this.dependencies.maxBodyBytes)) hash.update(chunk);
    return hash.digest();
  }
}

/** Reads one body. */
class OperationReader {
  readonly #errors: FieldError[] = [];
  #idsGiven = 0;
  #isEarlyCheckDone = false;

  constructor(
    private readonly dependencies: StartDependencies,
    private readonly staging: StagingArea,
    private readonly origin: { readonly businessId: number; readonly key: string | undefined },
  ) {}

  async read(body: IncomingMessage | undefined): Promise<{ request: OperationRequest; bodyHash: Buffer }> {
    const { registry, maxBodyBytes } = this.dependencies;
    const hash = createHash('sha256');
    const assembler = new JsonAssembler({
      sink: { path: 'selection.ids', onElement: (value, index) => this.#onId(value, index) },
      maxKeptBytes: MAX_KEPT_BYTES,
    });
    const json = await refusingJson(async () => {
      if (!body) return undefined;
      for await (const chunk of bodyChunks(body, maxBodyBytes)) {
        hash.update(chunk);
        assembler.write(chunk);
        if (this.#errors.length >= MAX_ID_ERRORS) break;
        if (this.staging.isChunkFull) await this.#stage(assembler.peek('type'));
      }
      return this.#errors.length >= MAX_ID_ERRORS ? undefined : assembler.end();
    });
    if (this.#errors.length >= MAX_ID_ERRORS) throw invalidRequest(this.#errors.slice(0, MAX_ID_ERRORS));
    const request = parseOperationRequest(registry, json, this.#idsGiven, this.#errors);
    return { request, bodyHash: hash.digest() };
  }

  /** Before the first ids of a large body are stored: is the request good so far, and is its gate free? */
  async #stage(type: JsonValue | undefined): Promise<void> {
    if (this.#errors.length > 0) return;
    if (!this.#isEarlyCheckDone && type !== undefined) {
      this.#isEarlyCheckDone = true;
      const { registry, accept } = this.dependencies;
      if (typeof type !== 'string' || !registry.has(type)) throw invalidRequest([unknownType(registry)]);
      const { businessId, key } = this.origin;
      await accept.refuseEarly({ businessId, operationType: type, idempotencyKey: key });
    }
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

/** @throws Problem 400 naming the header */
function idempotencyKey(header: unknown): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x20-\x7e]{1,255}$/.test(header)) return header;
  throw invalidRequest([{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }]);
}
