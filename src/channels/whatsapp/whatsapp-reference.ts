import { hash } from 'node:crypto';
import { referenceIn } from '../channel-event.js';

/**
 * What is kept of WhatsApp's id of a message: its SHA-256. The id is base64 and has the recipient's number in it
 * (`wamid.HBgLNDkx…`). The same id always gives the same, so that a webhook finds its message; and behind the number it is
 * random, so that nobody finds the number by trying.
 *
 * @returns null where there is no id
 */
export function whatsAppReferenceOf(id: unknown): string | null {
  const given = referenceIn(id);
  return given === null ? null : hash('sha256', given, 'hex');
}
