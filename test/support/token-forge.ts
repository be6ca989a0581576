import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Issuer and audience that the tests' API is told to expect. */
export const ISSUER = 'https://login.example.test/';
export const AUDIENCE = 'https://bulkgate.example.test';

export type Algorithm = 'RS256' | 'RS384' | 'PS256' | 'ES256' | 'EdDSA';

/** Puts its signature under a text. */
export type Signer = (signed: string) => Buffer;

export interface SigningKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** As it stands in a key set. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/**
 * Makes tokens with plain cryptography and none of the library that checks them, so that a token can have any fault, be
 * signed properly all the same, and differ from a good one in nothing else.
 */
export function token(header: object | string, claims: object | string, signer: Signer): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${signer(signed).toString('base64url')}`;
}

/** An object as JSON, a text as it is. */
export function encoded(part: object | string | Buffer): string {
  if (Buffer.isBuffer(part)) return part.toString('base64url');
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

export function signerOf(algorithm: Algorithm, key: KeyObject): Signer {
  return (text) => {
    const data = Buffer.from(text);
    switch (algorithm) {
      case 'RS256':
        return sign('sha256', data, key);
      case 'RS384':
        return sign('sha384', data, key);
      case 'PS256':
        return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
      case 'ES256':
        return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
      case 'EdDSA':
        return sign(null, data, key);
    }
  };
}

export function hmacSigner(secret: string | Buffer, hash = 'sha256'): Signer {
  return (text) => createHmac(hash, secret).update(text).digest();
}

export function newKey(
  type: 'RSA' | 'EC' | 'Ed25519',
  kid: string,
  more: object = {},
  modulusLength = 2048,
): SigningKey {
  const { publicKey, privateKey } = pairOf(type, modulusLength);
  return { kid, publicKey, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', ...more } };
}

function pairOf(type: 'RSA' | 'EC' | 'Ed25519', modulusLength: number) {
  if (type === 'RSA') return generateKeyPairSync('rsa', { modulusLength });
  return type === 'EC' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
}

/** Claims of a good token: an operator of business 1, for an hour. */
export function goodClaims(changes: object = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'u1', business_id: 1, role: 'operator', iat: now, exp: now + 3600 };
  return { ...claims, ...changes };
}
