import { expect, test } from '@jest/globals';
import { PagePolicies } from '../../src/api/browser-safety/page-policies.js';
import { InvalidConfig, readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { createRecordingAddresses } from '../../src/recordings/storage/create-recording-storage.js';
import '../support/aws-credentials.js';
import { programOutcome } from '../support/program-outcome.js';

const LOCAL = {
  BULKGATE_MODE: 'local',
  DATABASE_URL: 'postgres://u@127.0.0.1/d',
  REDIS_URL: 'redis://127.0.0.1',
  JWT_SECRET: 'a secret that is long enough for tests',
};
const BUCKET = { RECORDINGS_STORAGE: 's3', RECORDINGS_BUCKET: 'calls', RECORDINGS_DELIVERY: 'redirect' };

function faultsOf(environment: NodeJS.ProcessEnv, program?: 'worker'): readonly string[] {
  try {
    readConfig(operationRegistry, { ...LOCAL, ...environment }, program);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

test('recordings are redirected to a bucket only, and in production mode only over TLS', () => {
  expect(faultsOf({ RECORDINGS_DELIVERY: 'redirect' })).toEqual([
    'RECORDINGS_DELIVERY: redirect needs RECORDINGS_STORAGE=s3',
  ]);
  expect(faultsOf({ ...BUCKET, RECORDINGS_BUCKET: '' })).toEqual([
    'RECORDINGS_BUCKET: is needed with RECORDINGS_STORAGE=s3',
  ]);
  expect(faultsOf({ ...BUCKET, RECORDINGS_DELIVERY: 'both' })).toEqual([
    expect.stringMatching(/^RECORDINGS_DELIVERY: /),
  ]);
  const inside = { RECORDINGS_BUCKET_ENDPOINT: 'http://bucket:9000' };
  expect(faultsOf({ ...BUCKET, ...inside })).toEqual([]);
  const production = { ...BUCKET, ...inside, BULKGATE_MODE: 'production' };
  expect(faultsOf(production, 'worker')).toEqual([
    'RECORDINGS_BUCKET_ENDPOINT: must be https in production mode with RECORDINGS_DELIVERY=redirect',
  ]);
  const outside = (url: string) => faultsOf({ ...production, RECORDINGS_BUCKET_PUBLIC_ENDPOINT: url }, 'worker');
  expect(outside('https://recordings.example')).toEqual([]);
  expect(outside('http://recordings.example')).toEqual([
    'RECORDINGS_BUCKET_PUBLIC_ENDPOINT: must be https in production mode with RECORDINGS_DELIVERY=redirect',
  ]);
});

test('pages may go to the very origin that addresses lead to, and nowhere where recordings are streamed', async () => {
  const origins: [object, string | undefined][] = [
    [{}, 'https://calls.s3.us-east-1.amazonaws.com'],
    [{ RECORDINGS_BUCKET_REGION: 'eu-central-1' }, 'https://calls.s3.eu-central-1.amazonaws.com'],
    [{ RECORDINGS_BUCKET: 'calls.of.ours' }, 'https://s3.us-east-1.amazonaws.com'],
    [{ RECORDINGS_BUCKET_ENDPOINT: 'http://bucket:9000/s3' }, 'http://bucket:9000'],
    [
      { RECORDINGS_BUCKET_ENDPOINT: 'http://bucket:9000', RECORDINGS_BUCKET_PUBLIC_ENDPOINT: 'https://r.example/s3' },
      'https://r.example',
    ],
    [{ RECORDINGS_DELIVERY: 'stream' }, undefined],
    [{ RECORDINGS_DELIVERY: '', RECORDINGS_STORAGE: '' }, undefined],
  ];
  for (const [changed, origin] of origins) {
    const { storage } = readConfig(operationRegistry, { ...LOCAL, ...BUCKET, ...changed }).recordings;
    const addresses = await createRecordingAddresses(storage);
    expect([changed, addresses?.origin]).toEqual([changed, origin]);
    const key = { businessId: 1, callSid: 'CA1', sha256: 'a'.repeat(64) };
    const address = await addresses?.sign(key, { contentType: 'audio/mpeg' });
    expect(address && new URL(address).origin).toBe(origin);
    const policies = new PagePolicies(origin);
    for (const policy of [policies.console, policies.docs]) {
      const sources = origin === undefined ? "'self'" : `'self' ${origin}`;
      expect(policy.split('; ').filter((directive) => /^(media|connect)-src/.test(directive))).toEqual([
        `media-src ${sources}`,
        `connect-src ${sources}`,
      ]);
      expect(policy.match(/http/g) ?? []).toHaveLength(origin === undefined ? 0 : 2);
    }
  }
});

test('the API does not start where it could sign no address, and says what is missing', async () => {
  const { code, said } = await programOutcome('api', {
    ...LOCAL,
    ...BUCKET,
    // Nothing that the SDK would take credentials from.
    ...{ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nowhere' },
  });
  expect(said).toContain('RECORDINGS_DELIVERY=redirect: addresses of the bucket cannot be signed: ');
  expect(said).toContain('credentials');
  expect(said).not.toMatch(/^ +at /m);
  expect(code).toBe(1);
});
