import { type CanActivate, Controller, type ExecutionContext, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../../../src/api/request-context.js';
import { Rules } from '../../../src/api/route-rules.js';
import { RateLimitGuard } from '../../../src/api/limits/rate-limit.guard.js';
import { SharedRates } from '../../../src/api/limits/shared-rates.js';
import { ProblemSender } from '../../../src/http/problem-sender.js';
import { ProblemFilter } from '../../../src/api/problem.filter.js';
import { createLogger } from '../../../src/observability/logger.js';
import { withCleanups } from '../../support/cleanups.js';
import { withRedis } from '../../support/test-redis.js';

@Controller('calls')
class CallsController {
  @Rules({ unlimited: 'for callers' })
  @Get(':sid/recording')
  recording(): string {
    return 'audio';
  }

  @Get(':sid')
  call(): string {
    return 'a call';
  }
}

class EverybodyIsKnown implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    contextOf(context.switchToHttp().getRequest<FastifyRequest>()).caller = {
      ...{ subject: 'operator-1', businessId: 1, role: 'operator', operationTypes: null },
      credential: { kind: 'session', id: 'session-1' },
    };
    return true;
  }
}

test('a route that people click on and wait for is never 429, and costs nothing of what other routes may cost', () =>
  withRedis(async ({ redis }) => {
    await withCleanups(async ({ defer }) => {
      const logger = createLogger({ level: 'silent', service: 'test' });
      const limits = {
        ...{ startsPerMinute: 1, requestsPerMinute: 2, findKey: () => Promise.resolve(null) },
        ...{ businessStartsPerMinute: 100, businessRequestsPerMinute: 4 },
      };
      @Module({
        controllers: [CallsController],
        providers: [
          { provide: APP_GUARD, useValue: new EverybodyIsKnown() },
          { provide: APP_GUARD, useValue: new RateLimitGuard(limits, new SharedRates(redis, logger)) },
        ],
      })
      class CallsModule {}
      const app = await NestFactory.create<NestFastifyApplication>(CallsModule, new FastifyAdapter(), {
        logger: false,
      });
      defer(() => app.close());
      app.useGlobalFilters(
        new ProblemFilter({ ended: (_, problem) => Promise.resolve(problem) }, new ProblemSender(logger)),
      );
      await app.listen(0, '127.0.0.1');
      const url = await app.getUrl();
      const status = async (path: string): Promise<number> => (await fetch(`${url}/calls/${path}`)).status;
      const clicks = await Promise.all(Array.from({ length: 100 }, () => status('CA1/recording')));
      expect(new Set(clicks)).toEqual(new Set([200]));
      expect([await status('CA1'), await status('CA1'), await status('CA1')]).toEqual([200, 200, 429]);
      expect(await status('CA1/recording')).toBe(200);
    });
  }));
