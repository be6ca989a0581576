import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest } from '../api-request.js';
import { contextOf } from '../request-context.js';
import type { Caller } from '../../access/caller.js';
import type { LimitSettings } from '../../config/limits.js';
import type { AcceptJob } from '../../jobs/accept-job.js';
import { isDryRun } from '../jobs/start-query.js';
import { callerKey } from './caller-key.js';
import { type RateName, tooManyRequests } from './limit-problems.js';
import { rulesOf } from '../route-rules.js';
import type { SharedRates } from './shared-rates.js';

const WINDOW_SECONDS = 60;

interface RateLimits extends Pick<
  LimitSettings,
  'startsPerMinute' | 'requestsPerMinute' | 'businessStartsPerMinute' | 'businessRequestsPerMinute'
> {
  /** Which accepted job has this key already: then the request is no start but the repetition of one. */
  readonly findKey: AcceptJob['findKey'];
}

/**
 * Starts and requests per minute of one subject, and of its business. The subject's come first: what it is refused does not
 * count towards its business, so that nobody uses up what colleagues share. Comes after the guard that finds out who asks, and before the body
 * is read. Routes without a caller (health, public documentation) pass.
 *
 * The repetition of an accepted start does not count as a start: the client lost our answer, starts nothing and gets it
 * again, even where its starts are used up. It counts as a request, as what it costs us is one. A refused start (409,
 * 400) does count: it has cost what an accepted one costs. A dry run counts once its body turns out to be a large one.
 */
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: RateLimits,
    private readonly rates: Pick<SharedRates, 'take'>,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { caller } = contextOf(request);
    const { unlimited, countsAsStart } = rulesOf(context);
    if (caller === undefined || unlimited !== undefined) return true;
    const reply = http.getResponse<FastifyReply>();
    const ofCaller = callerKey(caller);
    const ofBusiness = String(caller.businessId);
    await this.#take('requests', ofCaller, this.limits.requestsPerMinute, reply);
    const isStart = countsAsStart && !isDryRun(request) && !(await this.#isRepetition(caller, request));
    if (isStart) await this.#take('starts', ofCaller, this.limits.startsPerMinute, reply);
    await this.#take('business_requests', ofBusiness, this.limits.businessRequestsPerMinute, reply);
    if (isStart) await this.#take('business_starts', ofBusiness, this.limits.businessStartsPerMinute, reply);
    return true;
  }

  /** For what turns out to cost as much as a start while it is read. @throws Problem 429 */
  async takeStart({ caller, reply }: Pick<ApiRequest, 'caller' | 'reply'>): Promise<void> {
    const { startsPerMinute, businessStartsPerMinute } = this.limits;
    await this.#take('starts', callerKey(caller), startsPerMinute, reply);
    await this.#take('business_starts', String(caller.businessId), businessStartsPerMinute, reply);
  }

  /** @throws Problem 429 */
  async #take(name: RateName, whose: string, limit: number, reply: FastifyReply): Promise<void> {
    const rate = { limit, windowMs: WINDOW_SECONDS * 1_000 };
    const { isRefused, remaining, retryAfterMs, resetMs } = await this.rates.take(`rate_limit:${name}:${whose}`, rate);
    // draft-ietf-httpapi-ratelimit-headers: a client that minds them meets no 429.
    append(reply, 'ratelimit-policy', `"${name}";q=${limit};w=${WINDOW_SECONDS}`);
    append(reply, 'ratelimit', `"${name}";r=${remaining};t=${Math.ceil((isRefused ? retryAfterMs : resetMs) / 1_000)}`);
    if (isRefused) throw tooManyRequests(name, retryAfterMs);
  }

  async #isRepetition({ businessId }: Caller, request: FastifyRequest): Promise<boolean> {
    const key = request.headers['idempotency-key'];
    const known = typeof key === 'string' && (await this.limits.findKey({ businessId, key }));
    if (known) contextOf(request).knownKey = known;
    return Boolean(known);
  }
}

function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  void reply.header(name, before === undefined ? item : `${String(before)}, ${item}`);
}
