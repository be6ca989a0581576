import { algorithms, milliseconds, seconds, text, url } from './kinds.js';
import { isLoopback } from './private-addresses.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { optional, variable } from './variable.js';
import type { Given } from './variable.js';

/** The programs that check tokens, as faults call them. */
const CHECKERS = { api: 'the API', 'codec-server': 'the codec server' } as const;

export const tokens = settingsModule({
  title: 'Bearer tokens',
  variables: {
    secret: optional('JWT_SECRET', text('at least 32 characters', 32), 'Shared key (HS256), for the local stack.'),
    issuer: variable('JWT_ISSUER', text(), 'bulkgate-local', '`iss` of tokens. Required with `JWKS_URL`.'),
    audience: variable('JWT_AUDIENCE', text(), 'bulkgate', '`aud` of tokens. Required with `JWKS_URL`.'),
    clockToleranceSeconds: variable('JWT_CLOCK_TOLERANCE_SECONDS', seconds(0, 300), 5, 'Allowed difference of clocks.'),
    url: optional('JWKS_URL', url('`https://…`', /^https?$/), 'Public keys of tokens; required in production mode.'),
    algorithms: variable(
      'JWT_ALGORITHMS',
      algorithms,
      ['RS256', 'PS256', 'ES256', 'EdDSA'],
      'Signature algorithms of tokens under `JWKS_URL`; only asymmetric ones.',
    ),
    cooldownSeconds: variable(
      'JWKS_COOLDOWN_SECONDS',
      seconds(1, 3_600),
      30,
      'Least time between two fetches of the keys.',
    ),
    cacheSeconds: variable('JWKS_CACHE_SECONDS', seconds(10, 86_400), 600, 'Older keys are not used.'),
    timeoutMs: variable('JWKS_TIMEOUT_MS', milliseconds(100, 30_000), 3_000, 'Longest fetch of the keys.'),
    maxTokenAgeSeconds: variable(
      'JWT_MAX_AGE_SECONDS',
      seconds(60, 2_592_000),
      86_400,
      'Tokens under `JWKS_URL` that were issued longer ago (`iat`) are refused, whatever their `exp` says.',
    ),
  },
  settings: ({ secret, issuer, audience, clockToleranceSeconds, url, ...keys }) => ({
    secret,
    issuer,
    audience,
    clockToleranceSeconds,
    /** Never together with `secret`. */
    jwks: url === undefined ? undefined : { url, ...keys },
  }),
  faults: (given, { program, isProduction }) =>
    program === undefined || program === 'worker' ? [] : tokenFaults(CHECKERS[program], given, isProduction),
});

export type TokenSettings = SettingsOf<typeof tokens>;
export type JwksSettings = NonNullable<TokenSettings['jwks']>;

/** Tokens are checked with a shared key or with fetched keys, never with both. */
function tokenFaults(who: string, given: Given, isProduction: boolean): string[] {
  const { JWKS_URL: url, JWT_SECRET: secret } = given;
  const faults = url === undefined ? [] : jwksFaults(url, given, isProduction);
  if (url === undefined && isProduction) faults.push(`JWKS_URL: is needed by ${who} in production mode`);
  else if (url === undefined && secret === undefined) {
    faults.push(`JWT_SECRET: is needed by ${who}, at least 32 characters (or JWKS_URL)`);
  }
  if (isProduction && secret !== undefined) {
    faults.push('JWT_SECRET: a shared key is for the local stack; production mode takes JWKS_URL');
  }
  return faults;
}

function jwksFaults(url: string, given: Given, isProduction: boolean): string[] {
  const faults = ['JWT_ISSUER', 'JWT_AUDIENCE']
    .filter((variable) => given[variable] === undefined)
    .map((variable) => `${variable}: is needed with JWKS_URL`);
  if (given.JWT_SECRET !== undefined) {
    faults.push('JWKS_URL: excludes JWT_SECRET, tokens are checked in one way only');
  }
  if (!URL.canParse(url)) return faults; // reported with the variable itself
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') faults.push('JWKS_URL: must not hold a name or a password');
  if (protocol === 'https:') return faults;
  if (isProduction) faults.push('JWKS_URL: must be https in production mode');
  else if (!isLoopback(hostname)) faults.push('JWKS_URL: must be https, http is for loopback addresses only');
  return faults;
}
