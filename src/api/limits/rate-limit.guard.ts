import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerGuard, type ThrottlerRequest, type ThrottlerStorage } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../auth/auth.decorators.js';
import { callerKey } from './caller-key.js';
import { type RateName, tooManyRequests } from './limit-problems.js';
import { COUNTS_AS_START_METADATA } from './limited.decorators.js';

const MINUTE_MS = 60_000;

export interface RateLimits {
  readonly startsPerMinute: number;
  readonly requestsPerMinute: number;
  /** The same of all subjects of a business together. */
  readonly businessStartsPerMinute: number;
  readonly businessRequestsPerMinute: number;
  /** Whether an accepted job has this key already: then the request is no start but the repetition of one. */
  readonly isKnownKey: (businessId: number, idempotencyKey: string) => Promise<boolean>;
}

/**
 * Starts and requests per minute of one subject, and of its business. The subject's come first: what it is refused does not
 * count towards its business, so that nobody uses up what colleagues share. Comes after the guard that finds out who asks, and before the body
 * is read. Routes without a caller (health, public documentation) pass.
 *
 * The repetition of an accepted start does not count as a start: the client lost our answer, starts nothing and gets it
 * again, even where its starts are used up. It counts as a request, as what it costs us is one. A refused start (409,
 * 400) does count: it has cost what an accepted one costs.
 */
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    private readonly limits: RateLimits,
    storage: ThrottlerStorage,
  ) {
    const { startsPerMinute, requestsPerMinute, businessStartsPerMinute, businessRequestsPerMinute } = limits;
    const throttlers = [
      { name: 'requests', limit: requestsPerMinute, ttl: MINUTE_MS },
      { name: 'starts', limit: startsPerMinute, ttl: MINUTE_MS, skipIf: isNoStart },
      { name: 'business_requests', limit: businessRequestsPerMinute, ttl: MINUTE_MS },
      { name: 'business_starts', limit: businessStartsPerMinute, ttl: MINUTE_MS, skipIf: isNoStart },
    ];
    super({ throttlers }, storage, new Reflector());
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(callerOf(requestOf(context)) === undefined);
  }

  protected override async handleRequest({ context, throttler, limit, ttl }: ThrottlerRequest): Promise<boolean> {
    const name = throttler.name as RateName;
    const request = requestOf(context);
    if (name.endsWith('starts') && (await this.#isRepetition(request))) return true;
    const caller = callerOf(request)!;
    const whose = name.startsWith('business') ? String(caller.businessId) : callerKey(caller);
    const key = `rate_limit:${name}:${whose}`;
    const { totalHits, timeToExpire, isBlocked, timeToBlockExpire } = await this.storageService.increment(
      ...([key, ttl, limit, 0, name] as const),
    );
    // draft-ietf-httpapi-ratelimit-headers: a client that minds them meets no 429.
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const remaining = Math.max(0, limit - totalHits);
    append(reply, 'ratelimit-policy', `"${name}";q=${limit};w=${ttl / 1_000}`);
    append(reply, 'ratelimit', `"${name}";r=${remaining};t=${isBlocked ? timeToBlockExpire : timeToExpire}`);
    if (isBlocked) throw tooManyRequests(name, timeToBlockExpire * 1_000);
    return true;
  }

  async #isRepetition(request: FastifyRequest): Promise<boolean> {
    const key = request.headers['idempotency-key'];
    return typeof key === 'string' && this.limits.isKnownKey(callerOf(request)!.businessId, key);
  }
}

function isNoStart(context: ExecutionContext): boolean {
  return Reflect.getMetadata(COUNTS_AS_START_METADATA, context.getHandler()) !== true;
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  void reply.header(name, before === undefined ? item : `${String(before)}, ${item}`);
}
