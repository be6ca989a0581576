import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest } from '../api-request.js';
import { contextOf } from '../request-context.js';
import type { Caller } from '../../access/caller.js';
import type { LimitSettings } from '../../config/limits.js';
import type { AcceptJob } from '../../jobs/accept-job.js';
import { isDryRun } from '../jobs/start-query.js';
import { callerKey } from './caller-key.js';
import { tooManyRequests } from './limit-problems.js';
import type { RateDecision } from './rate.js';
import { rulesOf } from '../route-rules.js';
import type { SharedRates } from './shared-rates.js';

const WINDOW_SECONDS = 60;

/** In the order in which they are asked. */
const ALL = ['requests', 'starts', 'business_requests', 'business_starts'] as const;
type SharedRateName = (typeof ALL)[number];

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
  readonly #limits: Readonly<Record<SharedRateName, number>>;

  constructor(
    private readonly limits: RateLimits,
    private readonly rates: Pick<SharedRates, 'takeInTurn'>,
  ) {
    this.#limits = {
      requests: limits.requestsPerMinute,
      starts: limits.startsPerMinute,
      business_requests: limits.businessRequestsPerMinute,
      business_starts: limits.businessStartsPerMinute,
    };
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { caller } = contextOf(request);
    const { unlimited, countsAsStart } = rulesOf(context);
    if (caller === undefined || unlimited !== undefined) return true;
    const reply = http.getResponse<FastifyReply>();
    const isStart = countsAsStart === true && !isDryRun(request);
    const key = request.headers['idempotency-key'];
    if (!isStart || typeof key !== 'string') {
      await this.#take(caller, isStart ? ALL : ['requests', 'business_requests'], reply);
      return true;
    }
    // What it costs to find out whether it is a repetition is that of a request.
    await this.#take(caller, ['requests'], reply);
    const isRepetition = await this.#isRepetition(caller, key, request);
    await this.#take(caller, isRepetition ? ['business_requests'] : ALL.slice(1), reply);
    return true;
  }

  /** For what turns out to cost as much as a start while it is read. @throws Problem 429 */
  async takeStart({ caller, reply }: Pick<ApiRequest, 'caller' | 'reply'>): Promise<void> {
    await this.#take(caller, ['starts', 'business_starts'], reply);
  }

  /** One of each, in this order, up to the first that is refused. @throws Problem 429 */
  async #take(caller: Caller, names: readonly SharedRateName[], reply: FastifyReply): Promise<void> {
    const claims = names.map((name) => ({
      key: `rate_limit:${name}:${name.startsWith('business') ? caller.businessId : callerKey(caller)}`,
      rate: { limit: this.#limits[name], windowMs: WINDOW_SECONDS * 1_000 },
    }));
    const decisions = await this.rates.takeInTurn(claims);
    const asked = decisions.map((decision, at) => ({ name: names[at]!, ...decision }));
    // draft-ietf-httpapi-ratelimit-headers: a client that minds them meets no 429.
    const policy = asked.map(({ name }) => `"${name}";q=${this.#limits[name]};w=${WINDOW_SECONDS}`);
    append(reply, 'ratelimit-policy', policy.join(', '));
    append(reply, 'ratelimit', asked.map(stateText).join(', '));
    const refused = asked.find(({ isRefused }) => isRefused);
    if (refused) throw tooManyRequests(refused.name, refused.retryAfterMs);
  }

  async #isRepetition({ businessId }: Caller, key: string, request: FastifyRequest): Promise<boolean> {
    const known = await this.limits.findKey({ businessId, key });
    if (known) contextOf(request).knownKey = known;
    return known !== null;
  }
}

function stateText({ name, isRefused, remaining, retryAfterMs, resetMs }: RateDecision & { name: string }): string {
  return `"${name}";r=${remaining};t=${Math.ceil((isRefused ? retryAfterMs : resetMs) / 1_000)}`;
}

function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  void reply.header(name, before === undefined ? item : `${String(before)}, ${item}`);
}
