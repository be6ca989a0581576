import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { JsonValue } from '../http/json-assembler.js';
import { parseInput } from '../http/parse-input.js';
import {
  businessOfPayload,
  type EncryptionCodec,
  isEncrypted,
  UndecodablePayload,
} from '../temporal/codec/encryption-codec.js';

/** Protobuf's JSON: bytes are base64, in either alphabet, and unknown fields are for readers that know them. */
const bytes = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]*={0,2}$/, { error: 'is not base64' })
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const payloadsSchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), bytes).optional(), data: bytes.optional() }), {
    error: 'must be a list of payloads',
  }),
});

/** Temporal's `Payloads` as JSON, in and out. */
export interface PayloadsJson {
  readonly payloads: readonly {
    readonly metadata: Readonly<Record<string, string>>;
    readonly data: string;
  }[];
}

/**
 * Decodes the payloads of one business. A payload that is not encrypted passes as it came.
 *
 * @throws Problem 400 for what are no payloads, 403 for a payload of another business (or of none: it cannot be told
 *   whose it is), 422 for one that cannot be read
 */
export async function decodePayloads(
  json: JsonValue | undefined,
  codec: EncryptionCodec,
  businessId: number,
): Promise<PayloadsJson> {
  const payloads: Payload[] = parseInput(payloadsSchema, json).payloads.map(
    ({ metadata = {}, data = new Uint8Array() }) => ({ metadata, data }),
  );
  const decoded = await codec.decode(payloads).catch((error: unknown) => {
    throw error instanceof UndecodablePayload ? undecodable(error) : error;
  });
  // After decoding: only then is it known that nobody has changed the business that stands beside it.
  const isForeign = payloads.some((payload) => isEncrypted(payload) && businessOfPayload(payload) !== businessId);
  if (isForeign) throw foreign();
  return { payloads: decoded.map(jsonOf) };
}

function jsonOf({ metadata, data }: Payload): PayloadsJson['payloads'][number] {
  const base64 = (content: Uint8Array | null | undefined): string => Buffer.from(content ?? []).toString('base64');
  return {
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
    data: base64(data),
  };
}

function undecodable(cause: UndecodablePayload): Problem {
  return new Problem(422, 'payload_undecodable', 'A payload cannot be decoded', cause.message, { cause });
}

function foreign(): Problem {
  const detail = 'Your credential decodes the payloads of its own business only.';
  return new Problem(403, 'payload_of_another_business', 'A payload is not of your business', detail);
}
