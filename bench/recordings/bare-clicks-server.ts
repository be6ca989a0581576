import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Controller, Get, HttpCode, Module, Param } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authentication } from '../../src/api/auth/authentication.js';
import { AuthGuard } from '../../src/api/auth/auth.guard.js';
import { ApiRequest, Asked } from '../../src/api/api-request.js';
import { Rules } from '../../src/api/route-rules.js';
import { createCredentialVerifier } from '../../src/access/create-credential-verifier.js';
import { readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { Business } from '../../src/db/business.js';
import { openDataSource } from '../../src/db/data-source.js';
import { findPlayable } from '../../src/db/repositories/call-reads.js';
import { playbackMarkKey } from '../../src/gate/keys.js';
import { PLAYBACK_TTL_SECONDS } from '../../src/gate/playback-dedup.js';
import { connectRedis, redisReady } from '../../src/gate/redis.js';
import { createLogger } from '../../src/observability/logger.js';

// What deduplicated clicks are measured beside: one route of Nest on Fastify with the product's guard, its look-up of the
// call and one SET NX EX. No limits, no audit log, no request ids, no metrics, no safe headers.

const config = readConfig(operationRegistry, undefined, 'api');
const logger = createLogger({ level: 'warn', service: 'bench-bare' });
const dataSource = await openDataSource(config.database, { applicationName: 'bench-bare', role: 'bulkgate_api' });
const redis = connectRedis(config.redis, () => undefined);
await redisReady(redis, 10_000);
const { failureSeconds } = config.recordings;

@Controller('bare')
class BareController {
  @Rules({ needs: 'read' })
  @Get(':call_sid')
  @HttpCode(202)
  async click(@Asked() { caller }: ApiRequest, @Param('call_sid') callSid: string): Promise<object> {
    const { businessId } = caller;
    const found = await findPlayable(new Business(dataSource, businessId), callSid, failureSeconds);
    const key = playbackMarkKey('recording', businessId, callSid);
    const isWon = await redis.set(key, randomUUID(), 'EX', PLAYBACK_TTL_SECONDS, 'NX');
    const message = `Recording is being prepared, please retry in ${isWon === null ? 15 : 'a few'} seconds`;
    return { success: found?.hasRecording === true, status: 'processing', message };
  }
}

const verifier = createCredentialVerifier(config.api.jwt, dataSource, logger);
const authentication = new Authentication(verifier, {
  authenticate: () => Promise.resolve(undefined),
  isStillGood: () => Promise.resolve(false),
});

@Module({
  controllers: [BareController],
  providers: [{ provide: APP_GUARD, useValue: new AuthGuard(authentication, false) }],
})
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter({ logger: false }), {
  logger: false,
});
await app.listen(0, '127.0.0.1');
console.log(JSON.stringify({ msg: 'bare route listens', url: await app.getUrl() }));
