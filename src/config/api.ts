import { addressRanges, bytes, flag, milliseconds, origin, port, seconds, text, wholeNumber } from './kinds.js';
import { settingsModule } from './settings-module.js';
import { optional, variable } from './variable.js';

/** A working day. A stolen cookie is of no use after it. */
const MAX_SESSION_SECONDS = 28_800;

export const api = settingsModule({
  title: 'The API',
  variables: {
    host: variable('HOST', text('address'), '127.0.0.1', 'Address of API, health and codec server.'),
    port: variable('PORT', port, 3_000, 'Port of the API; its health is under `/health`.'),
    metricsPort: variable('METRICS_PORT', port, 9_464, 'Port of the API’s Prometheus metrics.'),
    publicOrigin: optional(
      'PUBLIC_ORIGIN',
      origin,
      'Origin of the pages, and where Twilio calls back; without it, only this machine’s, and nowhere.',
    ),
    isTlsTerminated: variable(
      'TLS_TERMINATED_BY_PROXY',
      flag,
      false,
      'Whether a TLS proxy is the only way to the API.',
    ),
    trustedProxies: variable('TRUSTED_PROXIES', addressRanges, [], 'Proxies whose `X-Forwarded-For` is believed.'),
    docsPublic: variable('DOCS_PUBLIC', flag, false, 'Serve `/docs` and `/docs-json` without a token.'),
    hasSampleUsers: variable('SAMPLE_USERS', flag, false, 'Let everybody log in as a sample user of the local stack.'),
    maxIdsPerRequest: variable(
      'MAX_IDS_PER_REQUEST',
      wholeNumber('ids', 1, 10_000_000),
      1_000_000,
      'Explicit ids in one selection.',
    ),
    maxBodyBytes: variable('MAX_BODY_BYTES', bytes(1_024, 2 ** 30), 33_554_432, 'Largest request body.'),
    dryRunTimeoutMs: variable(
      'DRY_RUN_TIMEOUT_MS',
      milliseconds(100, 60_000),
      5_000,
      'Longest count of a dry run; then it says “more than”.',
    ),
    sessionMaxSeconds: variable(
      'SESSION_MAX_SECONDS',
      seconds(60, MAX_SESSION_SECONDS),
      MAX_SESSION_SECONDS,
      'Longest session of a browser.',
    ),
    sessionIdleSeconds: variable(
      'SESSION_IDLE_SECONDS',
      seconds(60, MAX_SESSION_SECONDS),
      1_800,
      'Longest silence of a session.',
    ),
  },
  settings: ({ sessionMaxSeconds, sessionIdleSeconds, ...values }) => ({
    ...values,
    session: { maxSeconds: sessionMaxSeconds, idleSeconds: sessionIdleSeconds },
  }),
  faults(given, { program, isProduction }) {
    if (!isProduction || program === undefined || program === 'worker') return [];
    const faults: string[] = [];
    if (given.PUBLIC_ORIGIN !== undefined && !given.PUBLIC_ORIGIN.startsWith('https://')) {
      faults.push('PUBLIC_ORIGIN: must be https in production mode, or session cookies would travel unencrypted');
    }
    if (given.DOCS_PUBLIC === 'true') faults.push('DOCS_PUBLIC: must not be true in production mode');
    if (given.SAMPLE_USERS === 'true') faults.push('SAMPLE_USERS: must not be true in production mode');
    if (given.TLS_TERMINATED_BY_PROXY !== 'true') {
      faults.push(
        'TLS_TERMINATED_BY_PROXY: must be true in production mode, and be so: the program itself speaks plain HTTP',
      );
    }
    return faults;
  },
});
