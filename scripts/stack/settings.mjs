// The settings of the three services, stated once: the local stack starts them with these, and a test compares
// docker-compose.yml and deploy/ with them.

/** Eviction would drop locks; without the append-only file a restart would. */
export const redisSettings = { appendonly: 'yes', 'maxmemory-policy': 'noeviction' };

/**
 * A shard polls its queues at most 20 times a second by default, which costs a sequential workflow about 100 ms per batch;
 * with these it is 15 to 20 ms. Eager execution hands the next activity back with the answer to the workflow task.
 */
export const temporalDynamicConfig = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
  'system.enableActivityEagerExecution': true,
  // A timer may not fire before the shard's read level, which runs up to this far ahead of the clock: 1 s by default, so that
  // a throttle of 100 ms took 1,070 ms. The slack is for clocks that differ between history hosts.
  'history.timerProcessorMaxTimeShift': '20ms',
};

/** With a database file the server syncs the disk on each commit: 55 to 68 ms per batch, and 15 ms with these. */
export const temporalSqlitePragmas = { journal_mode: 'WAL', synchronous: 'NORMAL' };

/** By which people on call filter in the Web UI; all are Keywords. */
export const temporalSearchAttributes = ['BusinessId', 'OperationType', 'JobStatus'];

export const temporalCliVersion = '1.5.1';
/** The S3-compatible server of the tests. */
export const s3ServerVersion = '1.8.0';

/** Two API processes, several workers and the tests' own databases share one server; fsync stays on. */
export const postgresSettings = { max_connections: '200', fsync: 'on', timezone: 'UTC' };

/** The same order of text on every machine, whatever locales it has. */
export const postgresInitArguments = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

export const postgresDatabase = 'bulkgate';

/**
 * What API and worker are started with, as by the image. By default glibc keeps up to eight heaps for each core, one for each
 * busy thread: a worker of 20 threads had 310 MB after a job, and 233 with two. Node 24 lets the young generation of each
 * thread grow to 128 MB: an API that had sent files of results had 365 MB, and 239 with a quarter of that.
 */
export const programVariables = { MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--max-semi-space-size=16' };

export { productVariables } from './product-variables.mjs';

/** The variables that only the launcher reads. */
export const launcherVariables =
  'STATE_DIR SAMPLE_LEADS POSTGRES_PORT REDIS_PORT TEMPORAL_PORT TEMPORAL_UI_PORT RECORDING_PROVIDER_PORT MESSAGING_PROVIDER_PORT'.split(
    ' ',
  );

/** Where people expect things; each gives way to a free port when it is busy. */
export const usualPorts = {
  api: 3000,
  apiMetrics: 9464,
  workerHealth: 3001,
  workerMetrics: 9465,
  recordingProvider: 9480,
  messagingProvider: 9481,
  postgres: 5432,
  redis: 6379,
  temporal: 7233,
  temporalUi: 8233,
};
