import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** A bucket of Amazon S3, or of a server that speaks as it does. The SDK finds the credentials: environment, files, role. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Of a server that is not Amazon's; its buckets are addressed by path. */
  readonly endpoint?: string | undefined;
}

/** The SDK's errors say what there is to say; without this it would also write some of them to the console. */
const ignore = (): void => undefined;
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** What every client of a bucket is set to. */
export function bucketClientConfig({ endpoint, region }: S3Settings) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    // The checksum is ours to give; of a part there is none to compare, and many servers know no other.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    logger: silent,
  } satisfies S3ClientConfig;
}
