import { addressRanges, flag, origin, port, text, wholeNumber } from './kinds.js';
import { settingsModule } from './settings-module.js';
import { optional, withDefault } from './variable.js';

/** A working day. A stolen cookie is of no use after it. */
const MAX_SESSION_SECONDS = 28_800;

export const api = settingsModule({
  title: 'The API',
  variables: {
    host: withDefault('HOST', text('address'), '127.0.0.1', 'The address that API, health and codec server listen on.'),
    port: withDefault('PORT', port, 3_000, 'Port of the API; its health is under `/health`.'),
    metricsPort: withDefault('METRICS_PORT', port, 9_464, 'Port of the API’s Prometheus metrics.'),
    publicOrigin: optional(
      'PUBLIC_ORIGIN',
      origin,
      'Origin of the pages that browsers use. Without it, only pages of this machine are allowed.',
    ),
    isTlsTerminated: withDefault(
      'TLS_TERMINATED_BY_PROXY',
      flag,
      false,
      'Say true where a TLS proxy is the only way to the API. Production mode requires it.',
    ),
    trustedProxies: withDefault(
      'TRUSTED_PROXIES',
      addressRanges,
      [],
      'The proxies whose `X-Forwarded-For` is believed.',
    ),
    docsPublic: withDefault('DOCS_PUBLIC', flag, false, 'Serve `/docs` and `/docs-json` without a token.'),
    maxIdsPerRequest: withDefault(
      'MAX_IDS_PER_REQUEST',
      wholeNumber('ids', 1, 10_000_000),
      1_000_000,
      'Explicit ids in one selection.',
    ),
    maxBodyBytes: withDefault(
      'MAX_BODY_BYTES',
      wholeNumber('bytes', 1_024, 1_073_741_824),
      33_554_432,
      'Largest request body.',
    ),
    sessionMaxSeconds: withDefault(
      'SESSION_MAX_SECONDS',
      wholeNumber('seconds', 60, MAX_SESSION_SECONDS),
      MAX_SESSION_SECONDS,
      'Longest session of a browser.',
    ),
    sessionIdleSeconds: withDefault(
      'SESSION_IDLE_SECONDS',
      wholeNumber('seconds', 60, MAX_SESSION_SECONDS),
      1_800,
      'A session that makes no request for this long ends.',
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
    if (given.TLS_TERMINATED_BY_PROXY !== 'true') {
      faults.push(
        'TLS_TERMINATED_BY_PROXY: must be true in production mode, and be so: the program itself speaks plain HTTP',
      );
    }
    return faults;
  },
});
