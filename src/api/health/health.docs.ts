import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answer, Problems } from '../docs/answer-docs.js';
import { CommonProblems } from '../docs/route-docs.js';
import { notReady } from './readiness.js';

export const LiveDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'The process runs', security: [] }),
    Answer(200, 'Alive', 'It does'),
    CommonProblems(),
  );

export const ReadyDocs = () =>
  applyDecorators(
    ApiOperation({ summary: 'All that the process needs is there', security: [] }),
    Answer(200, 'Health', 'Ready'),
    Problems('Not ready, with the state of every part', notReady(REDIS_AWAY)),
    CommonProblems(),
  );

const REDIS_AWAY = {
  ready: false,
  checks: {
    postgres: { status: 'ok', durationMs: 2 },
    redis: { status: 'error', durationMs: 1_000, error: 'no answer within 1000 ms' },
    temporal: { status: 'ok', durationMs: 3 },
  },
} as const;
