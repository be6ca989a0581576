import type { FastifyRequest } from 'fastify';
import type { AuditEntry } from '../../audit/audit-entry.js';
import type { AuditQueue } from '../../audit/audit-queue.js';
import type { RepeatedRefusals } from '../../audit/repeated-refusals.js';
import type { Logger } from '../../observability/logger.js';
import { withinMs } from '../../observability/time-limit.js';
import type { Problem } from '../../http/problem.js';
import { auditUnavailable } from '../problems.js';
import { contextOf } from '../request-context.js';
import type { Act, ActOutcome } from './act.js';

/** A request does not wait longer than this for its entry, though the entry may still be written after it. */
const WAIT_MS = 5_000;
const SERVER_ERROR = 500;
const CONFLICT = 409;

type Append = (businessId: number, entry: AuditEntry) => Promise<void>;

/** Writes the entry of an act when its outcome is known, before the answer leaves. */
export class ActRecorder {
  constructor(
    private readonly queue: Pick<AuditQueue, 'append'>,
    private readonly refusals: Pick<RepeatedRefusals, 'append'>,
    private readonly logger: Logger,
  ) {}

  /** The act has been done. @throws Problem 503 `audit_unavailable` */
  async done(request: FastifyRequest): Promise<void> {
    const { act } = contextOf(request);
    const append: Append = (businessId, entry) => this.queue.append(businessId, entry);
    if (await this.#isRecorded(act, { result: 'done' }, append)) return;
    throw isReading(request)
      ? auditUnavailable('It could not be recorded that you read this, so it is not shown.')
      : auditUnavailable();
  }

  /**
   * The act ends in a problem.
   *
   * @returns the problem to answer with: a refusal that cannot be recorded becomes 503 `audit_unavailable`
   */
  async ended(request: FastifyRequest, problem: Problem): Promise<Problem> {
    const { status, code } = problem.fields;
    const { act } = contextOf(request);
    const isFailure = status >= SERVER_ERROR;
    // A read that failed has changed nothing, as a refusal has: who asks for too much at once gets many of them.
    const append: Append = (businessId, entry) =>
      isFailure && !isReading(request)
        ? this.queue.append(businessId, entry)
        : // What conflicts is there; any other target may be an id that the client has made up.
          this.refusals.append(businessId, entry, status === CONFLICT ? entry.target : null);
    if (await this.#isRecorded(act, { result: isFailure ? 'failed' : 'refused', reason: code }, append)) return problem;
    // A failure tells by itself that something is away, and may name what may have taken effect.
    return isFailure
      ? problem
      : auditUnavailable('It was refused and changed nothing, but this could not be recorded.');
  }

  async #isRecorded(act: Act | undefined, outcome: ActOutcome, append: Append): Promise<boolean> {
    const entry = act?.entry(outcome);
    if (!entry || !act?.claimEntry()) return true;
    try {
      await withinMs(append(act.businessId!, entry), WAIT_MS);
      return true;
    } catch (err) {
      // The log of last resort: nothing in an entry is personal or secret.
      this.logger.error({ err, businessId: act.businessId, entry }, 'an act is not in the audit log');
      return false;
    }
  }
}

function isReading(request: FastifyRequest): boolean {
  return ['GET', 'HEAD'].includes(request.method) || contextOf(request).act?.action === 'operation.dry_run';
}
