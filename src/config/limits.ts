import { wholeNumber } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { variable } from './variable.js';

/** A limit above this one limits nothing. */
const MAX_RATE = 1_000_000;

const rate = (name: string, fallback: number, description: string) =>
  variable(name, wholeNumber('per minute', 1, MAX_RATE), fallback, description);
const atOnce = (name: string, max: number, fallback: number, description: string) =>
  variable(name, wholeNumber('at the same time', 1, max), fallback, description);

export const limits = settingsModule({
  title: 'Limits of the API',
  variables: {
    startsPerMinute: rate(
      'STARTS_PER_MINUTE',
      30,
      'Starts of one subject, and its dry runs of long lists of ids; as many may come at once.',
    ),
    requestsPerMinute: rate('REQUESTS_PER_MINUTE', 1_200, 'Requests of one subject, of any kind.'),
    businessStartsPerMinute: rate('BUSINESS_STARTS_PER_MINUTE', 120, 'Starts of all subjects of a business.'),
    businessRequestsPerMinute: rate('BUSINESS_REQUESTS_PER_MINUTE', 6_000, 'Requests of all subjects of a business.'),
    failedAuthenticationsPerMinute: rate(
      'FAILED_AUTHENTICATIONS_PER_MINUTE',
      120,
      'Wrong credentials of one address, per process; apart from them and as many, webhooks that are not signed by the provider.',
    ),
    unknownCallsPerMinute: rate(
      'UNKNOWN_CALLS_PER_MINUTE',
      60,
      'Requests of one credential for calls that do not exist.',
    ),
    webhooksPerMinute: rate('WEBHOOKS_PER_MINUTE', 30_000, 'Webhooks of providers for one business.'),
    liveJobsPerBusiness: atOnce('MAX_LIVE_JOBS_PER_BUSINESS', 10_000, 20, 'Live jobs of a business, of all types.'),
    uploadsPerBusiness: atOnce('MAX_UPLOADS_PER_BUSINESS', 1_000, 3, 'Large bodies of a business, per process.'),
    streamsPerCredential: atOnce(
      'MAX_STREAMS_PER_CREDENTIAL',
      10_000,
      20,
      'Event streams of a credential, per process.',
    ),
    playsPerCredential: atOnce('MAX_PLAYS_PER_CREDENTIAL', 10_000, 25, 'Recordings for one credential, per process.'),
    playsPerBusiness: atOnce('MAX_PLAYS_PER_BUSINESS', 10_000, 100, 'Recordings for one business, per process.'),
    connections: variable(
      'MAX_CONNECTIONS',
      wholeNumber('at the same time', 10, 60_000),
      1_000,
      'Connections of one process; past that the one that was idle longest is closed.',
    ),
  },
  settings: (values) => values,
});

export type LimitSettings = SettingsOf<typeof limits>;
