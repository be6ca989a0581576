import { createHmac } from 'node:crypto';
import { isSameSecret } from '../../access/secret.js';

/** Whether `X-Hub-Signature-256` is the app's for this body, byte by byte as it came. */
export function isWhatsAppSignature(header: unknown, body: Buffer, appSecret: string): boolean {
  const expected = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
  return typeof header === 'string' && isSameSecret(header, expected);
}
