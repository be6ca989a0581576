import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { z } from 'zod';
import { createGateEventRecorder } from '../../src/observability/gate-events.js';
import { nestLogger } from '../../src/http/nest-logger.js';
import { createLogger, type Logger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { UndecodablePayload } from '../../src/temporal/codec/encryption-codec.js';

function captured(level = 'info'): { logger: Logger; lines: Record<string, unknown>[]; text: () => string } {
  const lines: Record<string, unknown>[] = [];
  let all = '';
  const destination = new Writable({
    write(line: Buffer, _encoding, done) {
      all += line.toString();
      lines.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { logger: createLogger({ level, service: 'test', destination }), lines, text: () => all };
}

test('credentials never reach a log line', () => {
  const { logger, lines, text } = captured();
  logger.info({ authorization: 'Bearer abc', headers: { authorization: 'Bearer abc', cookie: 'abc' } }, 'a');
  logger.info({ req: { headers: { authorization: 'Bearer abc' } }, reply: { headers: { cookie: 'abc' } } }, 'b');
  expect(text()).not.toContain('abc');
  expect(lines[0]).toMatchObject({ level: 'info', service: 'test', msg: 'a', authorization: '[redacted]' });
});

test('an error of the database is told by its SQLSTATE: its message, parameters and detail quote rows', () => {
  const { logger, lines, text } = captured();
  const driverError = Object.assign(new Error('duplicate key: (email)=(ada@example.com)'), {
    code: '23505',
    constraint: 'leads_email',
    detail: 'Key (email)=(ada@example.com) already exists.',
  });
  const err = new QueryFailedError('INSERT INTO leads VALUES ($1)', ['ada@example.com'], driverError);
  logger.error({ err }, 'failed');
  nestLogger(logger).error(err, 'Somewhere');
  logger.error({ err: new Error('outer', { cause: err }) }, 'failed');
  expect(text()).not.toContain('ada@');
  expect(lines[0]).toMatchObject({
    err: { type: 'QueryFailedError', message: 'SQLSTATE 23505 (constraint leads_email)' },
  });
  expect(lines[2]).toMatchObject({ err: { cause: { message: /23505/ as unknown } } });
});

test('each gate event is one line and one count; refreshes are for debugging only', async () => {
  const { logger, lines } = captured();
  const metrics = createMetrics();
  const record = createGateEventRecorder(logger, metrics);
  const gate = { businessId: 1, operationType: 'delete_leads_bulk', jobId: 'j', ttlSeconds: 60 };
  for (const event of ['acquired', 'refreshed', 'refreshed', 'lost', 'released'] as const) record({ event, ...gate });
  expect(lines).toMatchObject([
    { level: 'info', event: 'gate_acquired', ...gate },
    { level: 'warn', event: 'gate_lost', ...gate },
    { level: 'info', event: 'gate_released', ...gate },
  ]);
  expect(await metrics.registry.getSingleMetricAsString('bulkgate_gate_events_total')).toContain(
    'bulkgate_gate_events_total{event="refreshed",operation_type="delete_leads_bulk"} 2',
  );
});

describe('a message that quotes what it is about is not told, only type, code and frames:', () => {
  const quoting: [string, () => unknown][] = [
    ['JSON.parse quotes the body', () => JSON.parse('{"name": Ada Lovelace}') as unknown],
    ['zod quotes the value', () => z.strictObject({}).parse({ 'Ada Lovelace': 1 })],
    ['a plain error', () => thrown(new Error('no lead called Ada Lovelace'))],
    ['the address of a page that is not there', () => thrown(new NotFoundException('Cannot GET /?text=Ada Lovelace'))],
    ['Redis quotes the command', () => thrown(named('ReplyError', 'WRONGTYPE Ada Lovelace'))],
    ['an operator that quotes the value', () => 'x' in ('Ada Lovelace' as unknown as object)],
    ['a name that is none', () => thrown(named('Ada Lovelace', 'x'))],
    [
      'a code that is none',
      () => thrown(Object.assign(new Error('x'), { code: 'Ada Lovelace', syscall: 'Ada Lovelace' })),
    ],
    ['a message that looks like a frame', () => thrown(new Error('x\n    at Ada Lovelace'))],
    ['a cause', () => thrown(new Error('x', { cause: new Error('Ada Lovelace') }))],
    [
      'what a library has hung on it',
      () => thrown(Object.assign(new Error('x'), { command: { args: ['Ada Lovelace'] } })),
    ],
  ];

  test.each(quoting)('%s', (_, throws) => {
    const { logger, lines, text } = captured('trace');
    const err = caught(throws) as Error;
    logger.error({ err }, 'a');
    logger.error({ failure: err }, 'b');
    logger.error({ error: err }, 'c');
    logger.error(err);
    logger.error({ err });
    const nest = nestLogger(logger);
    nest.error(err, err.stack, 'ExceptionsHandler');
    nest.error(String(err), err.stack, 'ExceptionsHandler');
    nest.error(String(err), err.stack);
    nest.fatal?.(String(err), 'Ada Lovelace');
    expect(text()).not.toContain('Lovelace');
    expect(lines[0]).toMatchObject({ err: { type: expect.stringMatching(/^\w+$/) as unknown } });
    for (const line of lines.slice(5)) expect(line).toMatchObject({ msg: 'error in the framework', level: 'error' });
  });

  test('and where it was stands in the frames', () => {
    const { logger, lines } = captured();
    logger.error({ err: caught(quoting[2]![1]) }, 'a');
    expect(lines[0]).toMatchObject({ err: { stack: expect.stringContaining('logger.redaction.test.ts') as unknown } });
  });

  test('codes of the system, of Node and of Redis are told', () => {
    const { logger, lines } = captured();
    for (const err of [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      caught(() => new URL('Ada Lovelace')),
      named('ReplyError', 'NOAUTH Authentication required.'),
      new UndecodablePayload('there is no key 2026-a'),
    ]) {
      logger.error({ err }, 'a');
    }
    const messages = lines.map(({ err }) => (err as { message: string }).message);
    expect(messages).toEqual([
      'ECONNREFUSED (connect)',
      'ERR_INVALID_URL',
      'NOAUTH',
      'an encrypted payload cannot be read: there is no key 2026-a',
    ]);
  });
});

test('what a request brought along is not told: address, query, body, and headers that name people', () => {
  const { logger, text } = captured();
  const headers = { 'user-agent': 'Lovelace', referer: 'Lovelace', 'idempotency-key': 'Lovelace' };
  const request = { url: '/?text=Lovelace', body: 'Lovelace', query: { text: 'Lovelace' } };
  logger.info({ headers, body: 'Lovelace', query: 'Lovelace', req: { ...request, headers }, request }, 'a');
  expect(text()).not.toContain('Lovelace');
});

function thrown(error: Error): never {
  throw error;
}

function caught(throws: () => unknown): unknown {
  try {
    throws();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
