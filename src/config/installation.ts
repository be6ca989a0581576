import { json, oneOf, text, wholeNumber } from './kinds.js';
import { isPrivate } from './private-addresses.js';
import { settingsModule } from './settings-module.js';
import { optional, variable } from './variable.js';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const installation = settingsModule({
  title: 'The installation',
  variables: {
    mode: variable(
      'BULKGATE_MODE',
      oneOf('production', 'local'),
      'production',
      'Production mode refuses settings that serve only the local stack.',
    ),
    definitions: optional(
      'BULKGATE_DEFINITIONS',
      text('path of a module', 1, 4_096),
      'Module with further operation types ([how to write one](adding-an-operation.md)). The same for the API and the workers.',
    ),
    policies: variable('BULKGATE_POLICIES', json, {}, 'Operation type → fields of its policy (see below).'),
    retentionDays: variable(
      'RETENTION_DAYS',
      wholeNumber('days', 1, 3_650),
      30,
      'How long ledgers, failures, staged ids and idempotency keys are kept.',
    ),
    metricsHost: variable('METRICS_HOST', text('address'), '127.0.0.1', 'The address of the metrics.'),
    logLevel: variable('LOG_LEVEL', oneOf(...LEVELS), 'info', 'Level of the log (JSON lines on standard output).'),
  },
  settings: ({ mode, retentionDays, metricsHost, logLevel }) => ({
    /** Settings that serve only the local stack are refused. */
    isProduction: mode === 'production',
    retentionDays,
    metricsHost,
    logLevel,
  }),
  faults(given, { program, isProduction }) {
    if (program === undefined || !isProduction || isPrivate(given.METRICS_HOST ?? '127.0.0.1')) return [];
    return ['METRICS_HOST: must be a loopback or private address in production mode, not one that is open to all'];
  },
});
