import type { IncomingMessage } from 'node:http';
import { isRepeated } from './repeated-headers.js';

/**
 * The token of `Authorization: Bearer …`.
 *
 * @returns undefined where there is none, or where the header comes twice: Node would take the first of the two, and a
 * proxy in front of us may have looked at the other
 */
export function bearerTokenOf({ rawHeaders, headers }: IncomingMessage): string | undefined {
  if (isRepeated(rawHeaders, 'authorization')) return undefined;
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];
}
