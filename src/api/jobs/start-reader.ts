import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { mayDo } from '../../access/permissions.js';
import { BodyDeadline } from '../../http/body-deadline.js';
import { JsonAssembler, type JsonValue } from '../../http/json-assembler.js';
import type { FieldError } from '../../http/problem.js';
import { invalidRequest } from '../../http/problems.js';
import { bodyChunks, refusingJson } from '../../http/request-body.js';
import type { Held, Refused } from '../../jobs/accept-outcome.js';
import type { StagingArea } from '../../jobs/staging-area.js';
import type { ConcurrencyLimit, Release } from '../../operations/concurrency-limit.js';
import type { OperationRegistry } from '../../operations/definition.js';
import type { ApiRequest } from '../api-request.js';
import { forbidden } from '../problems.js';
import { acceptProblem, tooManyIds } from './job-problems.js';
import { type JobRequest, parseJobRequest, unknownType } from './job-request.js';
import { assertTypeInScope } from './operation-scope.guard.js';

export interface ReaderSettings {
  readonly registry: OperationRegistry;
  readonly maxIds: number;
  readonly maxBodyBytes: number;
}

export type Uploads = Pick<ConcurrencyLimit, 'take'>;

/** Everything of a body but its ids. */
const MAX_KEPT_BYTES = 65_536;
/** Faulty ids after which reading on helps nobody. */
const MAX_ID_ERRORS = 5;

/**
 * One body on its way. A small one has seconds to be sent; a large one has minutes, and needs one of the business's
 * places: it holds a connection and up to a million staged rows for that long.
 */
export class Upload {
  readonly deadline = new BodyDeadline();
  #release: Release | undefined;

  /**
   * @param uploads large bodies on their way, by business
   * @param onLarge what else a large body costs, before the first of it is stored
   */
  constructor(
    private readonly uploads: Uploads,
    private readonly businessId: number,
    private readonly onLarge: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** @throws Problem 429 where the business has as many as it may have */
  async isLarge(): Promise<void> {
    if (this.#release) return;
    this.#release = this.uploads.take({ businessId: this.businessId });
    this.deadline.lift();
    await this.onLarge();
  }

  end(): void {
    this.deadline.lift();
    this.#release?.();
  }
}

/** Why a start of this type will be refused, while its body still comes. */
type RefuseEarly = (operationType: string) => Promise<Held | Refused | null>;

/** Reads one body, in bounded memory: its ids are staged as they come. */
export class StartReader {
  readonly #errors: FieldError[] = [];
  #idsGiven = 0;
  #isEarlyCheckDone = false;

  constructor(
    private readonly settings: ReaderSettings,
    private readonly staging: StagingArea,
    private readonly upload: Upload,
    private readonly origin: Pick<ApiRequest, 'caller' | 'act'>,
    private readonly refuseEarly: RefuseEarly,
  ) {}

  async read(body: IncomingMessage | undefined): Promise<{ request: JobRequest; bodyHash: Buffer }> {
    const { registry, maxBodyBytes } = this.settings;
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
    const { caller } = this.origin;
    assertTypeInScope(caller, request.definition.type);
    if (request.archive === false && !mayDo(caller.role, 'erase')) throw forbidden(caller.role, 'erase');
    return { request, bodyHash: hash.digest() };
  }

  /** For the entry of a start that is refused: only a type that there is, never a text of the client's. */
  #describeType(type: JsonValue | undefined): void {
    const isKnown = typeof type === 'string' && this.settings.registry.has(type);
    if (isKnown) this.origin.act.describe({ operationType: type });
  }

  /** Before the first ids of a large body are stored: is the request good so far, and is its gate free? */
  async #stage(type: JsonValue | undefined): Promise<void> {
    if (this.#errors.length > 0) return;
    if (!this.#isEarlyCheckDone && type !== undefined) {
      this.#isEarlyCheckDone = true;
      const { registry } = this.settings;
      if (typeof type !== 'string' || !registry.has(type)) throw invalidRequest([unknownType(registry, type)]);
      assertTypeInScope(this.origin.caller, type);
      const refusal = await this.refuseEarly(type);
      if (refusal) throw acceptProblem(refusal);
    }
    await this.upload.isLarge();
    await this.staging.writeFullChunks();
  }

  #onId(value: JsonValue, index: number): void {
    this.#idsGiven++;
    const { maxIds } = this.settings;
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
