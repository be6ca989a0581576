import { isIP } from 'node:net';
import { z } from 'zod';

/**
 * The ways to sign that can be asked for: asymmetric ones, so that whoever checks a token could not have made it. No HS256:
 * a verifier that took both would take the public key for a shared secret.
 */
const ASYMMETRIC = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const commaList = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .pipe(z.array(z.string().min(1, { error: 'has an empty item' })).min(1));

/** `RS256,ES256` */
export const algorithmList = commaList.refine((names) => names.every((name) => ASYMMETRIC.includes(name)), {
  error: `must be of ${ASYMMETRIC.join(', ')}, separated by commas`,
});

/** `10.0.0.0/8, ::1`. A range of everybody would let each client choose its own address. */
export const proxyList = commaList.refine((items) => items.every(isAddressOrRange), {
  error: 'must be addresses and CIDR ranges (10.0.0.0/8), separated by commas, and no range of all addresses',
});

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** `api.twilio.com` or `127.0.0.1:9480`: a host as an address names it, without scheme and path. */
export const hostName = z.string().regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9]\d{0,4})?$/, {
  error: 'must be a host in small letters, or host:port',
});

export const hostList = commaList.pipe(z.array(hostName));
