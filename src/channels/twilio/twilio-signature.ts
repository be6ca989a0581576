import { createHmac } from 'node:crypto';
import { isSameSecret } from '../../access/secret.js';

/** Where a form was sent, as its sender wrote it. */
interface FormAddress {
  readonly origin: string;
  /** With its query. */
  readonly path: string;
}

/**
 * Whether `X-Twilio-Signature` is the account's for this form, sent to this address. An address that has a port is signed now
 * with it and now without.
 */
export function isTwilioSignature(
  header: unknown,
  { origin, path }: FormAddress,
  form: URLSearchParams,
  authToken: string,
): boolean {
  if (typeof header !== 'string') return false;
  const fields = fieldsOf(form);
  return [origin, origin.replace(/:\d+$/, '')].some((from) => {
    const expected = createHmac('sha1', authToken).update(`${from}${path}${fields}`).digest('base64');
    return isSameSecret(header, expected);
  });
}

/** Names and values without anything between them, in the order of the names; a value that comes twice counts once. */
function fieldsOf(form: URLSearchParams): string {
  const fields = [...new Set(form.keys())].sort().flatMap((name) => {
    const values = [...new Set(form.getAll(name))].sort();
    return values.map((value) => `${name}${value}`);
  });
  return fields.join('');
}
