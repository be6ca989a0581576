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

/** What the product reads from its environment, and what the launcher does: a test compares both with their readers. */
export const productVariables = [
  ...[
    'DATABASE_URL',
    'DATABASE_POOL_SIZE',
    'DATABASE_CA_FILE',
    'DATABASE_API_PASSWORD',
    'DATABASE_WORKER_PASSWORD',
    'REDIS_URL',
    'REDIS_CA_FILE',
  ],
  ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_UI_URL', 'TEMPORAL_TLS', 'TEMPORAL_CA_FILE'],
  ...['TEMPORAL_CERT_FILE', 'TEMPORAL_KEY_FILE', 'TEMPORAL_API_KEY', 'HOST', 'PORT', 'METRICS_PORT'],
  ...['TEMPORAL_CODEC_KEYS', 'TEMPORAL_CODEC_KEYS_FILE', 'CODEC_SERVER_PORT'],
  ...['WORKER_HEALTH_PORT', 'WORKER_METRICS_PORT', 'WORKER_MAX_BATCHES', 'WORKER_SHUTDOWN_GRACE_SECONDS'],
  ...['WORKER_MAX_DOWNLOADS', 'RECORDINGS_STORAGE', 'RECORDINGS_FOLDER', 'RECORDINGS_TEMPORARY_FOLDER'],
  ...['RECORDINGS_BUCKET', 'RECORDINGS_BUCKET_REGION', 'RECORDINGS_BUCKET_ENDPOINT', 'RECORDINGS_MAX_STORED_BYTES'],
  ...['RECORDINGS_MAX_FILE_BYTES', 'RECORDINGS_FAILURE_SECONDS', 'RECORDINGS_HOST', 'RECORDINGS_USER'],
  ...['RECORDINGS_PASSWORD', 'RECORDINGS_REDIRECT_HOSTS', 'RECORDINGS_ALLOW_LOOPBACK', 'RECORDINGS_CONNECT_TIMEOUT_MS'],
  ...['RECORDINGS_IDLE_TIMEOUT_MS', 'RECORDINGS_TOTAL_TIMEOUT_SECONDS'],
  ...['BULKGATE_MODE', 'METRICS_HOST', 'TLS_TERMINATED_BY_PROXY', 'TRUSTED_PROXIES'],
  ...['JWKS_URL', 'JWKS_COOLDOWN_SECONDS', 'JWKS_CACHE_SECONDS', 'JWKS_TIMEOUT_MS'],
  ...['JWT_ALGORITHMS', 'JWT_CLOCK_TOLERANCE_SECONDS', 'JWT_MAX_AGE_SECONDS'],
  ...['JWT_SECRET', 'JWT_ISSUER', 'JWT_AUDIENCE', 'DOCS_PUBLIC', 'MAX_IDS_PER_REQUEST', 'MAX_BODY_BYTES'],
  ...['STARTS_PER_MINUTE', 'REQUESTS_PER_MINUTE', 'FAILED_AUTHENTICATIONS_PER_MINUTE', 'MAX_LIVE_JOBS_PER_BUSINESS'],
  ...['BUSINESS_STARTS_PER_MINUTE', 'BUSINESS_REQUESTS_PER_MINUTE'],
  ...['MAX_UPLOADS_PER_BUSINESS', 'MAX_STREAMS_PER_CREDENTIAL', 'MAX_CONNECTIONS'],
  ...['MAX_PLAYS_PER_CREDENTIAL', 'MAX_PLAYS_PER_BUSINESS', 'UNKNOWN_CALLS_PER_MINUTE'],
  ...['PUBLIC_ORIGIN', 'SESSION_MAX_SECONDS', 'SESSION_IDLE_SECONDS'],
  ...['RETENTION_DAYS', 'LOG_LEVEL', 'BULKGATE_POLICIES'],
];
export const launcherVariables = [
  ...['STATE_DIR', 'SAMPLE_LEADS', 'POSTGRES_PORT', 'REDIS_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'],
  ...['RECORDING_PROVIDER_PORT'],
];

/** Where people expect things; each gives way to a free port when it is busy. */
export const usualPorts = {
  api: 3000,
  apiMetrics: 9464,
  workerHealth: 3001,
  workerMetrics: 9465,
  recordingProvider: 9480,
  postgres: 5432,
  redis: 6379,
  temporal: 7233,
  temporalUi: 8233,
};
