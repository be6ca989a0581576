import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createGateEventRecorder } from '../../src/observability/gate-events.js';
import { createLogger, type Logger, NestLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';

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
  new NestLogger(logger).error(err, 'Somewhere');
  logger.error({ err: new Error('outer', { cause: err }) }, 'failed');
  expect(text()).not.toContain('ada@');
  expect(lines[0]).toMatchObject({
    err: { type: 'QueryFailedError', message: 'SQLSTATE 23505 (constraint leads_email)' },
  });
  expect(lines[2]).toMatchObject({ err: { message: 'outer', cause: { message: /23505/ as unknown } } });
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
