import { tmpdir } from 'node:os';
import path from 'node:path';
import { bytes, flag, host, hosts, httpUrl, milliseconds, oneOf, seconds, text } from './kinds.js';
import { settingsModule } from './settings-module.js';
import { type Given, optional, variable } from './variable.js';

const GIB = 2 ** 30;
/** Under the start-to-close of the activity that downloads. */
const LONGEST_DOWNLOAD_SECONDS = 540;

export const recordings = settingsModule({
  title: 'Call recordings',
  variables: {
    kind: variable('RECORDINGS_STORAGE', oneOf('folder', 's3'), 'folder', 'Where recordings are kept.'),
    folder: variable('RECORDINGS_FOLDER', text('path'), 'recordings', 'The folder that API and workers share.'),
    bucket: optional('RECORDINGS_BUCKET', text('name', 3, 63), 'The bucket, with `s3`.'),
    region: variable('RECORDINGS_BUCKET_REGION', text('name'), 'us-east-1', 'The region of the bucket.'),
    endpoint: optional('RECORDINGS_BUCKET_ENDPOINT', httpUrl, 'An S3-compatible server other than Amazon’s.'),
    publicEndpoint: optional(
      'RECORDINGS_BUCKET_PUBLIC_ENDPOINT',
      httpUrl,
      'That server as browsers reach it, if that is another address; for `redirect`.',
    ),
    delivery: variable(
      'RECORDINGS_DELIVERY',
      oneOf('stream', 'redirect'),
      'stream',
      'Whether the API sends recordings itself, or, with `s3`, redirects to a signed address of the bucket.',
    ),
    temporaryFolder: optional('RECORDINGS_TEMPORARY_FOLDER', text('path'), 'For unfinished downloads, with `s3`.'),
    maxStoredBytes: variable(
      'RECORDINGS_MAX_STORED_BYTES',
      bytes(1, Number.MAX_SAFE_INTEGER),
      10 * GIB,
      'Size of all recordings; past that the recording that was played longest ago is evicted.',
    ),
    maxBytes: variable('RECORDINGS_MAX_FILE_BYTES', bytes(1_024, 4 * GIB), 209_715_200, 'Largest recording.'),
    failureSeconds: variable(
      'RECORDINGS_FAILURE_SECONDS',
      seconds(1, 3_600),
      30,
      'How long a final failure is reported before the provider is asked again.',
    ),
    providerHost: optional('RECORDINGS_HOST', host, 'The provider. Without it, nothing is fetched.'),
    user: optional('RECORDINGS_USER', text('text', 1, 200), 'For HTTP basic authentication at that host only.'),
    password: optional('RECORDINGS_PASSWORD', text('text', 1, 1_000), 'Password of that user.'),
    redirectHosts: variable('RECORDINGS_REDIRECT_HOSTS', hosts, [], 'Other hosts that it may redirect to.'),
    allowLoopback: variable('RECORDINGS_ALLOW_LOOPBACK', flag, false, 'Allow plain HTTP and loopback addresses.'),
    connectTimeoutMs: variable(
      'RECORDINGS_CONNECT_TIMEOUT_MS',
      milliseconds(100, 60_000),
      3_000,
      'Longest wait for a connection to the provider.',
    ),
    idleTimeoutMs: variable(
      'RECORDINGS_IDLE_TIMEOUT_MS',
      milliseconds(100, 60_000),
      10_000,
      'Longest silence during a download.',
    ),
    totalTimeoutSeconds: variable(
      'RECORDINGS_TOTAL_TIMEOUT_SECONDS',
      seconds(1, LONGEST_DOWNLOAD_SECONDS),
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
            publicEndpoint: values.publicEndpoint,
            delivery: values.delivery,
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
    if (given.RECORDINGS_DELIVERY === 'redirect') faults.push(...redirectFaults(given, isProduction));
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

function redirectFaults(given: Given, isProduction: boolean): string[] {
  if (given.RECORDINGS_STORAGE !== 's3') return ['RECORDINGS_DELIVERY: redirect needs RECORDINGS_STORAGE=s3'];
  const name = given.RECORDINGS_BUCKET_PUBLIC_ENDPOINT
    ? 'RECORDINGS_BUCKET_PUBLIC_ENDPOINT'
    : 'RECORDINGS_BUCKET_ENDPOINT';
  // Whoever reads the address on its way can hear the recording.
  return isProduction && given[name]?.startsWith('http:')
    ? [`${name}: must be https in production mode with RECORDINGS_DELIVERY=redirect`]
    : [];
}
