import { test } from '@jest/globals';
import type { StorageSettings } from '../../src/recordings/storage/create-recording-storage.js';
import { testCredentials } from './aws-credentials.js';
import type { Cleanups } from './cleanups.js';
import { type RecordingsSystem, withRecordings } from './recordings.js';
import { type Bucket, makeBucket, noS3Server, withS3Server } from './s3-server.js';

/** A system that keeps its recordings in a bucket of its own and sends those who play them there. */
export interface BucketSystem extends RecordingsSystem {
  readonly bucket: Bucket;
  /** Of the bucket, as the programs have them. */
  readonly storage: StorageSettings & { readonly kind: 's3' };
}

export function withBucketSystem(
  use: (system: BucketSystem, cleanups: Cleanups) => Promise<void>,
  more: NodeJS.ProcessEnv = {},
): Promise<void> {
  return withS3Server(async (server) => {
    const bucket = await makeBucket(server);
    const environment = {
      RECORDINGS_STORAGE: 's3',
      RECORDINGS_DELIVERY: 'redirect',
      RECORDINGS_BUCKET: bucket.bucket,
      RECORDINGS_BUCKET_ENDPOINT: bucket.endpoint,
      AWS_ACCESS_KEY_ID: testCredentials.accessKey,
      AWS_SECRET_ACCESS_KEY: testCredentials.secretKey,
      ...more,
    };
    await withRecordings({ environment }, (system, cleanups) => {
      const { storage } = system.config.recordings;
      if (storage.kind !== 's3') throw new Error('not in a bucket');
      return use({ ...system, bucket, storage }, cleanups);
    });
  });
}

/** Skipped, and the reason printed, where there is no S3-compatible server. */
export function bucketTest(title: string, run: () => Promise<void>, timeoutMs: number): void {
  if (noS3Server === null) return void test(title, run, timeoutMs);
  process.stderr.write(`Skipped, because ${noS3Server}: ${title}\n`);
  test.skip(title, run);
}
