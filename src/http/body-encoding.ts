import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.js';

/**
 * Why a body cannot be read as it comes: it is packed (`Content-Encoding: gzip`), or its text is not UTF-8. Unpacking is not
 * for us: a body of a few bytes could become any number of them.
 */
export function encodingFault({ headers }: IncomingMessage): Problem | null {
  const coding = headers['content-encoding']?.trim().toLowerCase();
  if (coding !== undefined && coding !== '' && coding !== 'identity') {
    return unsupported('Send the body as it is, without Content-Encoding.', { 'accept-encoding': 'identity' });
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8' ? null : unsupported('Send the body in UTF-8.');
}

export function unsupported(detail: string, headers: Readonly<Record<string, string>> = {}): Problem {
  return new Problem(415, 'unsupported_media_type', 'Unsupported Media Type', detail, { headers });
}
