import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { EncryptionKey } from '../../config/encryption-keys.js';
import { EncryptionCodec } from './encryption-codec.js';

export const FAILURE_CONVERTER_PATH = fileURLToPath(new URL('./failure-converter.js', import.meta.url));

/**
 * How a client reads and writes payloads. Encoded failures it reads without being told; it writes none. The codec is there
 * without keys too: it then says what is wrong with a payload that is encrypted.
 */
export function clientDataConverter(keys: readonly EncryptionKey[]): DataConverter {
  return { payloadCodecs: [new EncryptionCodec(keys)] };
}

/** How a worker does. Without keys failures stay readable in Temporal: they hold no row data, and people read them there. */
export function workerDataConverter(keys: readonly EncryptionKey[]): DataConverter {
  return {
    ...clientDataConverter(keys),
    ...(keys.length > 0 ? { failureConverterPath: FAILURE_CONVERTER_PATH } : {}),
  };
}
