import { JsonAssembler, JsonRefused, type JsonValue } from '../http/json-assembler.js';
import { InvalidCredential } from './credential-verifier.js';

/** Ten times a usual token. Looked at before anything is decoded. */
const MAX_TOKEN_LENGTH = 8_192;
const MAX_KEY_ID_LENGTH = 200;
const TYPES = ['jwt', 'at+jwt'];
const OPENING_BRACE = 0x7b;

/**
 * Members of a header that would have a token say how it is to be checked: by a key that it brings along or names an
 * address for, by rules of its own. `crit` names extensions that must be understood, and we understand none.
 */
const REFUSED_MEMBERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc'];

/**
 * What a token has to look like before a key is looked for, so that a token which cannot be good fetches no keys and
 * costs no arithmetic: a signed JWT in compact form, of bounded length, each part in its one base64url form, header and
 * claims as JSON objects in which no member stands twice (of two, one reader would take the first and another the last).
 *
 * @throws InvalidCredential, without quoting the token
 */
export function assertTokenShape(token: string): void {
  if (token.length > MAX_TOKEN_LENGTH) refuse(`longer than ${MAX_TOKEN_LENGTH} characters`);
  const parts = token.split('.');
  if (parts.length !== 3) refuse('not three parts');
  const [header, claims] = parts.map(decoded);
  assertHeader(objectIn(header!, 'header'));
  objectIn(claims!, 'claims');
}

/** The bytes of a part. Another text for the same bytes (stray bits, padding) is another token, and refused. */
function decoded(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.length === 0 || bytes.toString('base64url') !== part) refuse('a part is not base64url');
  return bytes;
}

function objectIn(bytes: Buffer, what: string): Readonly<Record<string, JsonValue>> {
  // A byte order mark is skipped by some readers and an error for others.
  if (bytes[0] !== OPENING_BRACE) refuse(`the ${what} are no JSON object`);
  const assembler = new JsonAssembler({ maxKeptBytes: MAX_TOKEN_LENGTH });
  let value: JsonValue | undefined;
  try {
    assembler.write(bytes);
    value = assembler.end();
  } catch (error) {
    if (!(error instanceof JsonRefused)) throw error;
    refuse(`the ${what} cannot be read as JSON without doubt`, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`the ${what} are no JSON object`);
  return value;
}

function assertHeader(header: Readonly<Record<string, JsonValue>>): void {
  const refused = REFUSED_MEMBERS.find((member) => Object.hasOwn(header, member));
  if (refused !== undefined) refuse(`its header may not have ${refused}`);
  const { typ, kid } = header;
  if (
    typ !== undefined &&
    !(typeof typ === 'string' && TYPES.includes(typ.toLowerCase().replace(/^application\//, '')))
  )
    refuse('its typ is not JWT or at+jwt');
  if (kid !== undefined && !(typeof kid === 'string' && kid.length > 0 && kid.length <= MAX_KEY_ID_LENGTH))
    refuse('its kid is not usable');
}

function refuse(reason: string, cause?: unknown): never {
  throw new InvalidCredential(`the token is not valid: ${reason}`, { cause });
}
