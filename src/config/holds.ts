import { milliseconds, wholeNumber } from './kinds.js';
import { settingsModule } from './settings-module.js';
import { variable } from './variable.js';

/** Far above what a busy and healthy server shows: a hold means that somebody is being hurt. */
export const holds = settingsModule({
  title: 'When jobs wait for the database',
  variables: {
    blockedSessions: variable(
      'HOLD_AT_BLOCKED_SESSIONS',
      wholeNumber('sessions', 0, 100_000),
      1,
      'Jobs wait while so many sessions have waited for a worker’s transaction for over 1 s; 0 turns this off.',
    ),
    lockWaits: variable(
      'HOLD_AT_LOCK_WAITS',
      wholeNumber('sessions', 0, 100_000),
      10,
      'Jobs wait while so many sessions have waited for any lock for over 1 s; 0 turns this off.',
    ),
    activeConnectionsPercent: variable(
      'HOLD_AT_ACTIVE_CONNECTIONS_PERCENT',
      wholeNumber('%', 0, 100),
      80,
      'Jobs wait while so much of `max_connections` is at work or in a transaction; 0 turns this off.',
    ),
    replicationLagMb: variable(
      'HOLD_AT_REPLICATION_LAG_MB',
      wholeNumber('MB', 0, 10_000_000),
      1_024,
      'Jobs wait while a streaming replica has so much left to replay; 0 turns this off.',
    ),
    chunkP95Ms: variable(
      'HOLD_AT_SLOW_CHUNKS_MS',
      milliseconds(0, 3_600_000),
      5_000,
      'Jobs wait while the slowest 5 % of the worker’s chunks of the last 30 s took so long; 0 turns this off.',
    ),
  },
  settings: (limits) => limits,
});
