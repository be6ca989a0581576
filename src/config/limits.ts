import { wholeNumber } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { withDefault } from './variable.js';

/** A limit above this one limits nothing. */
const MAX_RATE = 1_000_000;

export const limits = settingsModule({
  title: 'Limits of the API',
  variables: {
    startsPerMinute: withDefault(
      'STARTS_PER_MINUTE',
      wholeNumber('starts', 1, MAX_RATE),
      30,
      'Starts of one subject in a minute; as many may come at once.',
    ),
    requestsPerMinute: withDefault(
      'REQUESTS_PER_MINUTE',
      wholeNumber('requests', 1, MAX_RATE),
      1_200,
      'Requests of one subject in a minute, of any kind.',
    ),
    businessStartsPerMinute: withDefault(
      'BUSINESS_STARTS_PER_MINUTE',
      wholeNumber('starts', 1, MAX_RATE),
      120,
      'Starts of all subjects of a business in a minute.',
    ),
    businessRequestsPerMinute: withDefault(
      'BUSINESS_REQUESTS_PER_MINUTE',
      wholeNumber('requests', 1, MAX_RATE),
      6_000,
      'Requests of all subjects of a business in a minute.',
    ),
    failedAuthenticationsPerMinute: withDefault(
      'FAILED_AUTHENTICATIONS_PER_MINUTE',
      wholeNumber('requests', 1, MAX_RATE),
      120,
      'Wrong credentials from one address in a minute, per process.',
    ),
    unknownCallsPerMinute: withDefault(
      'UNKNOWN_CALLS_PER_MINUTE',
      wholeNumber('requests', 1, MAX_RATE),
      60,
      'Requests of one credential for calls that do not exist, in a minute.',
    ),
    liveJobsPerBusiness: withDefault(
      'MAX_LIVE_JOBS_PER_BUSINESS',
      wholeNumber('jobs', 1, 10_000),
      20,
      'Live jobs of a business at the same time, over all operation types.',
    ),
    uploadsPerBusiness: withDefault(
      'MAX_UPLOADS_PER_BUSINESS',
      wholeNumber('uploads', 1, 1_000),
      3,
      'Large request bodies of a business at the same time, per process.',
    ),
    streamsPerCredential: withDefault(
      'MAX_STREAMS_PER_CREDENTIAL',
      wholeNumber('streams', 1, 10_000),
      20,
      'Event streams of a credential at the same time, per process.',
    ),
    playsPerCredential: withDefault(
      'MAX_PLAYS_PER_CREDENTIAL',
      wholeNumber('recordings', 1, 10_000),
      25,
      'Recordings that are streamed to one credential at the same time, per process.',
    ),
    playsPerBusiness: withDefault(
      'MAX_PLAYS_PER_BUSINESS',
      wholeNumber('recordings', 1, 10_000),
      100,
      'Recordings that are streamed to one business at the same time, per process.',
    ),
    connections: withDefault(
      'MAX_CONNECTIONS',
      wholeNumber('connections', 10, 60_000),
      1_000,
      'Open connections of one process; past that the connection that was idle longest is closed.',
    ),
  },
  settings: (values) => values,
});

export type LimitSettings = SettingsOf<typeof limits>;
