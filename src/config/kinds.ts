import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { Kind } from './variable.js';

export const wholeNumber = (unit: string, min: number, max: number): Kind<number> => ({
  form: `${unit}, ${min} to ${max}`,
  schema: z.coerce.number().int().min(min).max(max),
});

export const seconds = (min: number, max: number): Kind<number> => wholeNumber('seconds', min, max);
export const milliseconds = (min: number, max: number): Kind<number> => wholeNumber('ms', min, max);
export const bytes = (min: number, max: number): Kind<number> => wholeNumber('bytes', min, max);
export const port: Kind<number> = wholeNumber('port', 0, 65_535);

/** `true` or `false`, nothing else: `Boolean("false")` is true, and the flag would stay on. */
export const flag: Kind<boolean> = {
  form: 'true, false',
  schema: z.enum(['true', 'false']).transform((text) => text === 'true'),
};

export const oneOf = <const T extends string>(...values: readonly [T, ...T[]]): Kind<T> => ({
  form: values.join(', '),
  schema: z.enum(values),
});

export const text = (form = 'text', min = 1, max = 10_000): Kind<string> => ({
  form,
  schema: z.string().min(min).max(max),
});

export const url = (form: string, protocol: RegExp): Kind<string> => ({ form, schema: z.url({ protocol }) });
export const httpUrl = url('URL', /^https?$/);

export const json: Kind<unknown> = {
  form: 'JSON',
  schema: z.string().transform((given, context): unknown => {
    try {
      return JSON.parse(given);
    } catch {
      context.addIssue({ code: 'custom', message: 'not valid JSON' });
      return z.NEVER;
    }
  }),
};

/** The bytes of the file that the variable names. */
export const fileContent: Kind<Buffer> = {
  form: 'path of a file',
  schema: z.string().transform((path, context) => {
    try {
      return readFileSync(path);
    } catch {
      context.addIssue({ code: 'custom', message: 'cannot be read' });
      return z.NEVER;
    }
  }),
};

/** Goes into URLs as it is. */
export const rolePassword: Kind<string> = {
  form: '16 to 200 letters, digits, _ and -',
  schema: z.string().regex(/^[\w-]{16,200}$/, { error: 'must be 16 to 200 letters, digits, _ and -' }),
};

/** An origin as a browser writes it: no path, no default port, no user name. Plain HTTP only on this machine. */
export const origin: Kind<string> = {
  form: '`https://host[:port]`',
  schema: z.string().refine(isOrigin, {
    error: 'must be an origin like https://bulkgate.example, or http:// with localhost, 127.0.0.1 or [::1]',
  }),
};

const commaList = z
  .string()
  .transform((given) => given.split(',').map((item) => item.trim()))
  .pipe(z.array(z.string().min(1, { error: 'has an empty item' })).min(1));

/**
 * The signature algorithms that can be asked for. All are asymmetric, so that a verifier cannot make the tokens that it
 * checks. HS256 is not among them: a verifier that takes both would take the public key for a shared secret.
 */
const ASYMMETRIC = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

export const algorithms: Kind<string[]> = {
  form: 'names, separated by commas',
  schema: commaList.refine((names) => names.every((name) => ASYMMETRIC.includes(name)), {
    error: `must be of ${ASYMMETRIC.join(', ')}, separated by commas`,
  }),
};

/** A range of all addresses would let each client choose its own address. */
export const addressRanges: Kind<string[]> = {
  form: 'addresses and CIDR ranges, separated by commas',
  schema: commaList.refine((items) => items.every(isAddressOrRange), {
    error: 'must be addresses and CIDR ranges (10.0.0.0/8), separated by commas, and no range of all addresses',
  }),
};

const hostName = z.string().regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9]\d{0,4})?$/, {
  error: 'must be a host in small letters, or host:port',
});

export const host: Kind<string> = { form: 'host[:port]', schema: hostName };
export const hosts: Kind<string[]> = {
  form: 'hosts, separated by commas',
  schema: commaList.pipe(z.array(hostName)),
};

function isAddressOrRange(given: string): boolean {
  const [address = '', prefix, ...rest] = given.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

function isOrigin(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { origin: itself, protocol, hostname } = new URL(given);
  const isHere = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return itself === given && (protocol === 'https:' || isHere);
}
