import { fileContent, rolePassword, url, wholeNumber } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { optional, required, variable } from './variable.js';

const DEFAULT_POOL_SIZE = 20;
const DEFAULT_MAX_CHUNKS = 10;
/** A worker's connections besides those of its chunks: reconciler, metrics and health. */
const OTHER_CONNECTIONS = 2;

export const maxChunks = variable(
  'WORKER_MAX_CHUNKS',
  wholeNumber('chunks', 1, 500),
  DEFAULT_MAX_CHUNKS,
  'Chunks of one worker at the same time; one business has at most half.',
);

export const database = settingsModule({
  title: 'PostgreSQL',
  variables: {
    url: required('DATABASE_URL', url('`postgres://…`', /^postgres(ql)?$/), 'Server, database and login.'),
    poolSize: variable(
      'DATABASE_POOL_SIZE',
      wholeNumber('connections', 2, 500),
      DEFAULT_POOL_SIZE,
      'Connections of one process. A worker needs at least `WORKER_MAX_CHUNKS` + 2.',
    ),
    ca: optional('DATABASE_CA_FILE', fileContent, 'CA of the server’s certificate. It turns TLS on.'),
    apiPassword: optional('DATABASE_API_PASSWORD', rolePassword, 'The role `bulkgate_api` logs in with it.'),
    workerPassword: optional('DATABASE_WORKER_PASSWORD', rolePassword, 'The role `bulkgate_worker` logs in with it.'),
  },
  settings: ({ ca, apiPassword, workerPassword, ...values }) => ({
    ...values,
    tls: ca && { ca },
    /** For the migration: the roles that may log in, with their passwords. */
    rolePasswords: {
      ...(apiPassword ? { bulkgate_api: apiPassword } : {}),
      ...(workerPassword ? { bulkgate_worker: workerPassword } : {}),
    },
  }),
  faults(given, { program }) {
    if (program !== 'worker') return [];
    const poolSize = Number(given.DATABASE_POOL_SIZE ?? DEFAULT_POOL_SIZE);
    const least = Number(given[maxChunks.name] ?? DEFAULT_MAX_CHUNKS) + OTHER_CONNECTIONS;
    if (!(poolSize < least)) return [];
    return [`DATABASE_POOL_SIZE: must be at least ${least}, WORKER_MAX_CHUNKS + ${OTHER_CONNECTIONS}`];
  },
});

export type DatabaseSettings = SettingsOf<typeof database>;
