import { tmpdir } from 'node:os';
import path from 'node:path';
import { flag, host, hosts, httpUrl, oneOf, text, wholeNumber } from './kinds.js';
import { settingsModule, type SettingsOf } from './settings-module.js';
import { optional, withDefault } from './variable.js';

/** Under the start-to-close of the activity that downloads. */
const LONGEST_DOWNLOAD_SECONDS = 540;

export const recordings = settingsModule({
  title: 'Call recordings',
  variables: {
    kind: withDefault('RECORDINGS_STORAGE', oneOf('folder', 's3'), 'folder', 'Where recordings are kept.'),
    folder: withDefault(
      'RECORDINGS_FOLDER',
      text('path'),
      'recordings',
      'The folder, with `folder`. API and workers share it.',
    ),
    bucket: optional('RECORDINGS_BUCKET', text('name', 3, 63), 'The bucket, with `s3`.'),
    region: withDefault('RECORDINGS_BUCKET_REGION', text('name'), 'us-east-1', 'The region of the bucket.'),
    endpoint: optional('RECORDINGS_BUCKET_ENDPOINT', httpUrl, 'An S3-compatible server other than Amazon’s.'),
    temporaryFolder: optional(
      'RECORDINGS_TEMPORARY_FOLDER',
      text('path'),
      'A folder for unfinished downloads, with `s3`. Without it, one in the system’s temporary folder.',
    ),
    maxStoredBytes: withDefault(
      'RECORDINGS_MAX_STORED_BYTES',
      wholeNumber('bytes', 1, Number.MAX_SAFE_INTEGER),
      10_737_418_240,
      'Size of all recordings; past that the recording that was played longest ago is evicted.',
    ),
    maxBytes: withDefault(
      'RECORDINGS_MAX_FILE_BYTES',
      wholeNumber('bytes', 1_024, 4_294_967_296),
      209_715_200,
      'Largest recording.',
    ),
    failureSeconds: withDefault(
      'RECORDINGS_FAILURE_SECONDS',
      wholeNumber('seconds', 1, 3_600),
      30,
      'How long a final failure is reported before the provider is asked again.',
    ),
    providerHost: optional('RECORDINGS_HOST', host, 'The telephony provider. Without it, no recording is fetched.'),
    user: optional('RECORDINGS_USER', text('text', 1, 200), 'User of HTTP basic authentication, for that host only.'),
    password: optional('RECORDINGS_PASSWORD', text('text', 1, 1_000), 'Password of that user.'),
    redirectHosts: withDefault(
      'RECORDINGS_REDIRECT_HOSTS',
      hosts,
      [],
      'Other hosts that the provider may redirect to.',
    ),
    allowLoopback: withDefault(
      'RECORDINGS_ALLOW_LOOPBACK',
      flag,
      false,
      'Allow plain HTTP and loopback addresses, for the local stack.',
    ),
    connectTimeoutMs: withDefault(
      'RECORDINGS_CONNECT_TIMEOUT_MS',
      wholeNumber('ms', 100, 60_000),
      3_000,
      'Longest wait for a connection to the provider.',
    ),
    idleTimeoutMs: withDefault(
      'RECORDINGS_IDLE_TIMEOUT_MS',
      wholeNumber('ms', 100, 60_000),
      10_000,
      'Longest silence during a download.',
    ),
    totalTimeoutSeconds: withDefault(
      'RECORDINGS_TOTAL_TIMEOUT_SECONDS',
      wholeNumber('seconds', 1, LONGEST_DOWNLOAD_SECONDS),
      120,
      'Longest download.',
    ),
  },
  settings: ({ providerHost, user, password, ...values }) => ({
    storage:
      values.kind === 'folder'
        ? { kind: 'folder' as const, folder: path.resolve(values.folder) }
        : {
            kind: 's3' as const,
            bucket: values.bucket!,
            region: values.region,
            endpoint: values.endpoint,
            temporaryFolder: path.resolve(values.temporaryFolder ?? path.join(tmpdir(), 'bulkgate-recordings')),
          },
    maxStoredBytes: values.maxStoredBytes,
    failureSeconds: values.failureSeconds,
    provider: {
      credentials: providerHost && user && password ? { host: providerHost, user, password } : undefined,
      allowedHosts: [...(providerHost ? [providerHost] : []), ...values.redirectHosts],
      allowLoopback: values.allowLoopback,
      connectTimeoutMs: values.connectTimeoutMs,
      idleTimeoutMs: values.idleTimeoutMs,
      totalTimeoutMs: values.totalTimeoutSeconds * 1_000,
      maxBytes: values.maxBytes,
    },
  }),
  faults(given, { isProduction }) {
    const faults: string[] = [];
    const isSet = (name: string): boolean => given[name] !== undefined;
    if (given.RECORDINGS_STORAGE === 's3' && !isSet('RECORDINGS_BUCKET')) {
      faults.push('RECORDINGS_BUCKET: is needed with RECORDINGS_STORAGE=s3');
    }
    if (isSet('RECORDINGS_USER') !== isSet('RECORDINGS_PASSWORD')) {
      faults.push('RECORDINGS_USER: needs RECORDINGS_PASSWORD, and the other way round');
    }
    if (isSet('RECORDINGS_USER') && !isSet('RECORDINGS_HOST')) {
      faults.push('RECORDINGS_USER: needs RECORDINGS_HOST, the one host that it is sent to');
    }
    if (isProduction && given.RECORDINGS_ALLOW_LOOPBACK === 'true') {
      faults.push('RECORDINGS_ALLOW_LOOPBACK: must not be true in production mode');
    }
    return faults;
  },
});

export type RecordingsSettings = SettingsOf<typeof recordings>;
