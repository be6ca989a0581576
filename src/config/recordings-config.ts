import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Environment } from './config.js';
import type { HttpProviderSettings } from '../recordings/provider/http-provider-settings.js';
import type { StorageSettings } from '../recordings/storage/create-recording-storage.js';

export interface RecordingsSettings {
  readonly storage: StorageSettings;
  /** All files together; what was played longest ago makes room. */
  readonly maxStoredBytes: number;
  /** How long a final failure is answered before the provider is asked again. */
  readonly failureSeconds: number;
  readonly provider: HttpProviderSettings;
}

const MAX_REDIRECTS = 5;

export function recordingsSettings(env: Environment): RecordingsSettings {
  const { RECORDINGS_HOST: host, RECORDINGS_USER: user, RECORDINGS_PASSWORD: password } = env;
  return {
    storage:
      env.RECORDINGS_STORAGE === 'folder'
        ? { kind: 'folder', folder: path.resolve(env.RECORDINGS_FOLDER) }
        : {
            kind: 's3',
            bucket: env.RECORDINGS_BUCKET!,
            region: env.RECORDINGS_BUCKET_REGION,
            ...(env.RECORDINGS_BUCKET_ENDPOINT
              ? { endpoint: env.RECORDINGS_BUCKET_ENDPOINT, forcePathStyle: true }
              : {}),
            temporaryFolder: path.resolve(
              env.RECORDINGS_TEMPORARY_FOLDER ?? path.join(tmpdir(), 'bulkgate-recordings'),
            ),
          },
    maxStoredBytes: env.RECORDINGS_MAX_STORED_BYTES,
    failureSeconds: env.RECORDINGS_FAILURE_SECONDS,
    provider: {
      credentials: host && user && password ? { host, user, password } : undefined,
      allowedHosts: [...(host ? [host] : []), ...env.RECORDINGS_REDIRECT_HOSTS],
      allowLoopback: env.RECORDINGS_ALLOW_LOOPBACK,
      connectTimeoutMs: env.RECORDINGS_CONNECT_TIMEOUT_MS,
      idleTimeoutMs: env.RECORDINGS_IDLE_TIMEOUT_MS,
      totalTimeoutMs: env.RECORDINGS_TOTAL_TIMEOUT_SECONDS * 1_000,
      maxBytes: env.RECORDINGS_MAX_FILE_BYTES,
      maxRedirects: MAX_REDIRECTS,
    },
  };
}

type Texts = Readonly<Record<string, string | undefined>>;

/** What does not fit together, each fault beginning with its variable. @param given variables that are set */
export function recordingsFaults(given: Texts, isProduction: boolean): string[] {
  const faults: string[] = [];
  const isSet = (name: string): boolean => given[name] !== undefined;
  if (given.RECORDINGS_STORAGE === 's3' && !isSet('RECORDINGS_BUCKET')) {
    faults.push('RECORDINGS_BUCKET: is needed with RECORDINGS_STORAGE=s3');
  }
  if (isSet('RECORDINGS_USER') !== isSet('RECORDINGS_PASSWORD')) {
    faults.push('RECORDINGS_USER: needs RECORDINGS_PASSWORD beside it, and the other way round');
  }
  if (isSet('RECORDINGS_USER') && !isSet('RECORDINGS_HOST')) {
    faults.push('RECORDINGS_USER: needs RECORDINGS_HOST, the one host that it is sent to');
  }
  if (isProduction && given.RECORDINGS_ALLOW_LOOPBACK === 'true') {
    faults.push('RECORDINGS_ALLOW_LOOPBACK: must not be true in production mode');
  }
  return faults;
}
