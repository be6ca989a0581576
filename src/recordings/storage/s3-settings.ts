/** A bucket of Amazon S3, or of a server that speaks as it does. */
export interface S3Settings {
  readonly bucket: string;
  /** Before each key, for a bucket that holds other things too: `recordings/`. */
  readonly prefix?: string;
  /** Of a server that is not Amazon's. */
  readonly endpoint?: string;
  readonly region?: string;
  /** `{endpoint}/{bucket}` instead of `{bucket}.{endpoint}`; unless told, where there is an endpoint. */
  readonly forcePathStyle?: boolean;
  /** Unless given, the SDK finds them as it does: environment, files, role of the machine. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** To be connected; and to be answered, each attempt of three. */
  readonly connectTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
  /** For one upload, each attempt of three. */
  readonly uploadTimeoutMs?: number;
  /** How long the server may send nothing in the midst of a file, while it is read from. */
  readonly idleTimeoutMs?: number;
  /** Each stream holds one until it ends; further requests wait. */
  readonly maxConnections?: number;
}

const PREFIX = /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/;

/** @throws Error where it could name something else than a folder of the bucket */
export function normalPrefix(prefix = ''): string {
  const normal = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  if (!PREFIX.test(normal))
    throw new Error('the prefix of the bucket must be like "recordings/": letters, digits, . _ -');
  return normal;
}
