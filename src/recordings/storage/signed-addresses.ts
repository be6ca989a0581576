import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { AUDIO_EXTENSIONS, type AudioType } from '../audio-type.js';
import { bucketClientConfig, type S3Settings } from './bucket-client.js';
import { type StorageKey, storagePath } from './storage-key.js';

/** How long an address can be asked. A download that has begun goes on to its end. */
const ADDRESS_SECONDS = 60;

/** Addresses at which the bucket itself serves recordings to whoever has one, for a short time. */
export interface RecordingAddresses {
  /** The origin of all of them: `https://calls.s3.eu-central-1.amazonaws.com`. */
  readonly origin: string;
  /** What a browser is told of the file (type, name, that it keeps no copy) is part of what is signed. */
  sign(key: StorageKey, about: { readonly contentType: AudioType }): Promise<string>;
}

/**
 * Addresses of a bucket, signed as the SDK signs its own requests (Signature Version 4). Nothing is asked of the bucket.
 * `s3-request-presigner` does the same in a client's whole chain of middleware; the signer is in the SDK already.
 */
export class SignedAddresses implements RecordingAddresses {
  readonly #bucket: URL;
  readonly #signer: SignatureV4;

  constructor(settings: S3Settings & { readonly publicEndpoint?: string | undefined }) {
    const { bucket, region, publicEndpoint: endpoint = settings.endpoint } = settings;
    // Its rules say where a bucket is (at Amazon it is part of the host's name), and it finds the credentials.
    const { config } = new S3Client(bucketClientConfig({ bucket, region, endpoint }));
    this.#bucket = config.endpointProvider({
      Bucket: bucket,
      Region: region,
      UseFIPS: false,
      UseDualStack: false,
      ...(endpoint === undefined ? {} : { Endpoint: endpoint, ForcePathStyle: true }),
    }).url;
    this.#signer = new SignatureV4({
      service: 's3',
      region,
      credentials: config.credentials,
      sha256: config.sha256,
      // A key of S3 is escaped once.
      uriEscapePath: false,
    });
  }

  get origin(): string {
    return this.#bucket.origin;
  }

  async sign(key: StorageKey, { contentType }: { readonly contentType: AudioType }): Promise<string> {
    const { protocol, hostname, port, host, pathname } = this.#bucket;
    const { path, query } = await this.#signer.presign(
      {
        method: 'GET',
        protocol,
        hostname,
        ...(port === '' ? {} : { port: Number(port) }),
        path: `${pathname.replace(/\/$/, '')}/${storagePath(key)}`,
        headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        query: {
          'response-content-type': contentType,
          // The sid was checked: nothing in it ends the name or the line.
          'response-content-disposition': `inline; filename="${key.callSid}.${AUDIO_EXTENSIONS[contentType]}"`,
          'response-cache-control': 'private, no-store',
        },
      },
      { expiresIn: ADDRESS_SECONDS },
    );
    const fields = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return `${this.origin}${path}?${fields.join('&')}`;
  }
}
