import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findS3Server, type RunningS3Server, startS3Server } from '../../scripts/stack/s3-server.mjs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { testCredentials } from './aws-credentials.js';
import { withCleanups } from './cleanups.js';

// Of Node 20, on standard error, in each process that loads the SDK.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const found = await findS3Server();

/** Null where an S3-compatible server can be had; else the reason why not. */
export const noS3Server: string | null = found.binary === null ? found.reason : null;

export interface Bucket {
  readonly server: RunningS3Server;
  readonly bucket: string;
  readonly endpoint: string;
  readonly region: string;
}

/** An S3-compatible server of the test's own. */
export function withS3Server(use: (server: RunningS3Server) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    if (found.binary === null) throw new Error(found.reason);
    const dir = await opened(mkdtemp(path.join(os.tmpdir(), 's3-')), (made) => rm(made, { recursive: true }));
    await use(
      await opened(startS3Server({ binary: found.binary, dir, ...testCredentials }), (server) => server.kill()),
    );
  });
}

let buckets = 0;

/** A bucket with nothing in it. */
export async function makeBucket(server: RunningS3Server): Promise<Bucket> {
  const bucket = `recordings-${buckets++}`;
  const region = 'us-east-1';
  const client = new S3Client({ endpoint: server.url, region, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket })).finally(() => client.destroy());
  return { server, bucket, endpoint: server.url, region };
}
