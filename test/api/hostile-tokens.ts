import { CompactEncrypt } from 'jose';
import { API_KEY_PREFIX } from '../../src/access/keys/api-key.js';
import { AUDIENCE, encoded, goodClaims, hmacSigner, ISSUER, newKey, signerOf, token } from '../support/token-forge.js';

/** The keys that the other party publishes: those in use, and some that must never do. */
export function publishedKeys() {
  return {
    rsa: newKey('RSA', 'rsa-1', { alg: 'RS256' }),
    pss: newKey('RSA', 'pss-1', { alg: 'PS256' }),
    ec: newKey('EC', 'ec-1'),
    ed: newKey('Ed25519', 'ed-1'),
    encryption: newKey('RSA', 'enc-1', { use: 'enc' }),
    short: newKey('RSA', 'short-1', {}, 1024),
    malformed: { ...newKey('RSA', 'malformed-1'), jwk: { kty: 'RSA', kid: 'malformed-1', n: '!', e: 'AQAB' } },
    shared: { jwk: { kty: 'oct', kid: 'oct-1', alg: 'HS256', k: Buffer.from(SHARED).toString('base64url') } },
  };
}

const SHARED = 'a secret that has no business in a published set';

/** A token for the header `Authorization: Bearer …`, or whole header lines. */
export type Hostile = string | readonly string[];

/** Tokens of which none may be taken, by what is wrong with them. Those that can be are signed with the right key. */
export async function hostileTokens(
  keys: ReturnType<typeof publishedKeys>,
  evilUrl: string,
): Promise<Record<string, Hostile>> {
  const { rsa, ec, ed, encryption, short, malformed } = keys;
  const attacker = newKey('RSA', 'attacker-1');
  const byRsa = signerOf('RS256', rsa.privateKey);
  const byAttacker = signerOf('RS256', attacker.privateKey);
  const header = (changes: object = {}) => ({ alg: 'RS256', kid: rsa.kid, ...changes });
  /** Good but for its header. */
  const withHeader = (changes: object) => token(header(changes), goodClaims(), byRsa);
  /** Good but for its claims. */
  const withClaims = (changes: object) => token(header(), goodClaims(changes), byRsa);
  /** Brings the attacker's key along, in whatever way. */
  const forged = (changes: object) => token(header(changes), goodClaims(), byAttacker);
  const good = withClaims({});
  const [goodHeader, goodPayload, goodSignature] = good.split('.') as [string, string, string];
  const now = Math.floor(Date.now() / 1000);
  const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string;
  const der = rsa.publicKey.export({ format: 'der', type: 'spki' });
  const hs256 = (secret: string | Buffer, changes: object = {}) =>
    token({ alg: 'HS256', kid: rsa.kid, ...changes }, goodClaims(), hmacSigner(secret));
  const unsigned = (alg: unknown) => `${encoded({ alg, typ: 'JWT' })}.${encoded(goodClaims())}.`;
  const claimsText = JSON.stringify(goodClaims());
  const withClaimsText = (text: string | Buffer) => {
    const signed = `${goodHeader}.${encoded(text)}`;
    return `${signed}.${byRsa(signed).toString('base64url')}`;
  };
  const withHeaderText = (text: string) => token(text, goodClaims(), byRsa);
  const without = (claim: string) => withClaims({ [claim]: undefined });
  const bearer = (text: string) => [`Authorization: Bearer ${text}`];

  return {
    // No signature, or one that the token itself chooses the rules of.
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'alg nOnE': unsigned('nOnE'),
    'alg NONE': unsigned('NONE'),
    'alg none with the good signature': `${encoded({ alg: 'none' })}.${goodPayload}.${goodSignature}`,
    'alg none with a made-up signature': `${encoded({ alg: 'none' })}.${goodPayload}.AAAA`,
    'no alg': withHeader({ alg: undefined }),
    'alg null': withHeader({ alg: null }),
    'empty alg': withHeader({ alg: '' }),
    'alg in lower case': withHeader({ alg: 'rs256' }),
    'alg with a space': withHeader({ alg: 'RS256 ' }),
    'alg a number': withHeader({ alg: 256 }),
    'alg a list': withHeader({ alg: ['RS256'] }),
    'alg unknown': withHeader({ alg: 'XS999' }),
    'alg RS384, which is not configured': token(
      header({ alg: 'RS384' }),
      goodClaims(),
      signerOf('RS384', rsa.privateKey),
    ),
    'alg dir': withHeader({ alg: 'dir' }),
    'PS256 announced, RS256 signed': token(
      { alg: 'PS256', kid: keys.pss.kid },
      goodClaims(),
      signerOf('RS256', keys.pss.privateKey),
    ),
    'RS256 with a key that is for PS256': token(
      { alg: 'RS256', kid: keys.pss.kid },
      goodClaims(),
      signerOf('RS256', keys.pss.privateKey),
    ),

    // The public key taken for a shared secret.
    'HS256 with the public key as PEM': hs256(pem),
    'HS256 with the public key as PEM, trimmed': hs256(pem.trim()),
    'HS256 with the public key as DER': hs256(der),
    'HS256 with the public key as JWK': hs256(JSON.stringify(rsa.jwk)),
    'HS256 with the modulus': hs256(Buffer.from(String(rsa.jwk.n), 'base64url')),
    'HS256 with an empty secret': hs256(''),
    'HS384 with the public key as PEM': token({ alg: 'HS384', kid: rsa.kid }, goodClaims(), hmacSigner(pem, 'sha384')),
    'HS512 with the public key as PEM': token({ alg: 'HS512', kid: rsa.kid }, goodClaims(), hmacSigner(pem, 'sha512')),
    'HS256 with a shared key that the set holds': hs256(SHARED, { kid: 'oct-1' }),
    "HS256 with the local stack's key": hs256('a secret that is long enough for tests'),

    // Keys that are not for this.
    'signed by somebody else under a known kid': forged({}),
    'signed with an encryption key': token(
      { alg: 'RS256', kid: encryption.kid },
      goodClaims(),
      signerOf('RS256', encryption.privateKey),
    ),
    'signed with a key of 1024 bits': token(
      { alg: 'RS256', kid: short.kid },
      goodClaims(),
      signerOf('RS256', short.privateKey),
    ),
    'the kid of a malformed key': token(
      { alg: 'RS256', kid: malformed.kid },
      goodClaims(),
      signerOf('RS256', malformed.privateKey),
    ),
    'ES256 with the kid of an RSA key': token(
      { alg: 'ES256', kid: rsa.kid },
      goodClaims(),
      signerOf('ES256', ec.privateKey),
    ),
    'RS256 with the kid of an Ed25519 key': token({ alg: 'RS256', kid: ed.kid }, goodClaims(), byRsa),
    'ES256 with a signature of zeros': token({ alg: 'ES256', kid: ec.kid }, goodClaims(), () => Buffer.alloc(64)),
    'ES256 with a signature in DER': token(
      { alg: 'ES256', kid: ec.kid },
      goodClaims(),
      signerOf('RS256', ec.privateKey),
    ),
    'EdDSA with a signature of zeros': token({ alg: 'EdDSA', kid: ed.kid }, goodClaims(), () => Buffer.alloc(64)),
    'no kid, where several keys would do': withHeader({ kid: undefined }),

    // Keys that the token brings along, or says where to fetch.
    'an embedded jwk': forged({ jwk: attacker.jwk }),
    'an embedded jwk beside a good signature': withHeader({ jwk: rsa.jwk }),
    'jku to a set of the attacker': forged({ jku: `${evilUrl}/jku`, kid: attacker.kid }),
    'jku beside a good signature': withHeader({ jku: `${evilUrl}/jku` }),
    'x5u to a certificate of the attacker': forged({ x5u: `${evilUrl}/x5u` }),
    'x5c with a certificate': forged({ x5c: [der.toString('base64')] }),
    'kid a path': forged({ kid: '../../../../../../dev/null' }),
    'kid a path, HS256 with the empty file': hs256('', { kid: '../../../../../../dev/null' }),
    'kid SQL': forged({ kid: "x' UNION SELECT 'secret' -- " }),
    'kid a command': forged({ kid: 'rsa-1|/bin/true' }),
    'kid an address': forged({ kid: `${evilUrl}/kid` }),
    'kid __proto__': forged({ kid: '__proto__' }),
    'kid of 201 characters': withHeader({ kid: 'k'.repeat(201) }),
    'kid with U+0000': withHeader({ kid: 'rsa-1\u0000' }),
    'kid in another case': withHeader({ kid: 'RSA-1' }),
    'kid empty': withHeader({ kid: '' }),
    'kid a number': withHeader({ kid: 1 }),
    'kid null': withHeader({ kid: null }),
    'kid a list': withHeader({ kid: [rsa.kid] }),
    'kid unknown': forged({ kid: 'nobody-knows' }),

    // Headers.
    'typ of an ID token': withHeader({ typ: 'id+jwt' }),
    'typ of a logout token': withHeader({ typ: 'logout+jwt' }),
    'typ of a proof': withHeader({ typ: 'dpop+jwt' }),
    'typ JWE': withHeader({ typ: 'JWE' }),
    'typ empty': withHeader({ typ: '' }),
    'typ a list': withHeader({ typ: ['JWT'] }),
    'typ null': withHeader({ typ: null }),
    'crit with an extension': withHeader({ crit: ['http://example.test/x'], 'http://example.test/x': true }),
    'crit empty': withHeader({ crit: [] }),
    'crit with a known member': withHeader({ crit: ['exp'], exp: now + 60 }),
    'b64 false, announced': unencoded(header({ b64: false, crit: ['b64'] }), claimsText, byRsa),
    'b64 false, not announced': withHeader({ b64: false }),
    zip: withHeader({ zip: 'DEF' }),
    'alg twice, the good one last': withHeaderText(`{"alg":"none","alg":"RS256","kid":"${rsa.kid}"}`),
    'alg twice, the good one first': withHeaderText(`{"alg":"RS256","alg":"HS256","kid":"${rsa.kid}"}`),
    'alg twice, once escaped': withHeaderText(`{"alg":"RS256","\\u0061lg":"none","kid":"${rsa.kid}"}`),
    'kid twice': withHeaderText(`{"alg":"RS256","kid":"x","kid":"${rsa.kid}"}`),
    'header a list': withHeaderText(`[{"alg":"RS256","kid":"${rsa.kid}"}]`),
    'header a text': withHeaderText('"RS256"'),
    'header no JSON': withHeaderText(`{'alg':'RS256','kid':'${rsa.kid}'}`),
    'header with a byte order mark': withHeaderText(`\ufeff${JSON.stringify(header())}`),
    'header nested a hundred deep': withHeaderText(
      `{"alg":"RS256","kid":"${rsa.kid}","x":${'['.repeat(100)}${']'.repeat(100)}}`,
    ),

    // Times.
    expired: withClaims({ exp: now - 60 }),
    'expired in seconds beyond the tolerance': withClaims({ exp: now - 6 }),
    'without exp': without('exp'),
    'exp a text': withClaims({ exp: String(now + 3600) }),
    'exp null': withClaims({ exp: null }),
    'exp a list': withClaims({ exp: [now + 3600] }),
    'exp infinite': withClaimsText(claimsText.replace(/"exp":\d+/, '"exp":1e999')),
    'exp negative': withClaims({ exp: -1 }),
    'nbf in the future': withClaims({ nbf: now + 60 }),
    'nbf a text': withClaims({ nbf: '0' }),
    'iat in the future': withClaims({ iat: now + 60 }),
    'iat missing': without('iat'),
    'issued longer ago than tokens are taken': withClaims({ iat: now - 86_460 }),

    // Issuer and audience.
    'without iss': without('iss'),
    'iss of somebody else': withClaims({ iss: 'https://evil.example.test/' }),
    'iss in a list': withClaims({ iss: [ISSUER] }),
    'iss the beginning of ours': withClaims({ iss: ISSUER.slice(0, -1) }),
    'iss ours and more': withClaims({ iss: `${ISSUER}x` }),
    'iss in another case': withClaims({ iss: ISSUER.toUpperCase() }),
    'iss null': withClaims({ iss: null }),
    'without aud': without('aud'),
    'aud of somebody else': withClaims({ aud: 'https://other.example.test' }),
    'aud a list without ours': withClaims({ aud: ['https://other.example.test', 'x'] }),
    'aud an empty list': withClaims({ aud: [] }),
    'aud ours in a list in a list': withClaims({ aud: [[AUDIENCE]] }),
    'aud an object': withClaims({ aud: { [AUDIENCE]: true } }),
    'aud the beginning of ours': withClaims({ aud: AUDIENCE.slice(0, -1) }),
    'aud ours and more': withClaims({ aud: `${AUDIENCE}.evil.test` }),
    'aud in another case': withClaims({ aud: AUDIENCE.toUpperCase() }),
    'aud ours with a space': withClaims({ aud: `${AUDIENCE} ` }),

    // Who, for whom and as what.
    'without sub': without('sub'),
    'sub empty': withClaims({ sub: '' }),
    'sub an address': withClaims({ sub: 'ada@example.test' }),
    'sub a number': withClaims({ sub: 7 }),
    'sub a list': withClaims({ sub: ['u1'] }),
    'sub with a line break': withClaims({ sub: 'u1\nadmin' }),
    'sub with U+0000': withClaims({ sub: 'u1\u0000' }),
    'sub of 201 characters': withClaims({ sub: 'u'.repeat(201) }),
    'without business_id': without('business_id'),
    'business_id a text': withClaims({ business_id: '1' }),
    'business_id 1.5': withClaims({ business_id: 1.5 }),
    'business_id 0': withClaims({ business_id: 0 }),
    'business_id negative': withClaims({ business_id: -1 }),
    'business_id 2^31': withClaims({ business_id: 2 ** 31 }),
    'business_id 2^53': withClaims({ business_id: 2 ** 53 }),
    'business_id 2^32 + 1': withClaims({ business_id: 2 ** 32 + 1 }),
    'business_id infinite': withClaimsText(claimsText.replace('"business_id":1', '"business_id":1e999')),
    'business_id a list': withClaims({ business_id: [1] }),
    'business_id an object': withClaims({ business_id: { $gt: 0 } }),
    'business_id true': withClaims({ business_id: true }),
    'business_id null': withClaims({ business_id: null }),
    'without role': without('role'),
    'role unknown': withClaims({ role: 'root' }),
    'role in another case': withClaims({ role: 'ADMIN' }),
    'role a list': withClaims({ role: ['admin'] }),
    'role with a space': withClaims({ role: 'admin ' }),
    'role with a Cyrillic letter': withClaims({ role: '\u0430dmin' }),
    'role in fullwidth letters': withClaims({ role: '\uff41dmin' }),
    'role null': withClaims({ role: null }),
    'role of the prototype': withClaims({ role: 'constructor' }),
    'jti a number': withClaims({ jti: 1 }),
    'jti empty': withClaims({ jti: '' }),
    'business_id twice': withClaimsText(claimsText.replace('{', '{"business_id":2,')),
    'role twice': withClaimsText(claimsText.replace(/\}$/, ',"role":"admin"}')),
    'role twice, once escaped': withClaimsText(claimsText.replace(/\}$/, ',"\\u0072ole":"admin"}')),
    'exp twice': withClaimsText(claimsText.replace('{', '{"exp":1,')),

    // Claims that are none.
    'claims no JSON': withClaimsText('hello'),
    'claims a list': withClaimsText(`[${claimsText}]`),
    'claims null': withClaimsText('null'),
    'claims with something after them': withClaimsText(`${claimsText}{}`),
    'claims with a comment': withClaimsText(claimsText.replace('{', '{/* */')),
    'claims not UTF-8': withClaimsText(
      Buffer.concat([Buffer.from(claimsText.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
    ),
    'claims with half a character': withClaimsText(claimsText.replace(/\}$/, ',"x":"\\ud800"}')),
    'a token in a token': token(header({ cty: 'JWT' }), good, byRsa),

    // Not the token that was signed.
    'signature stripped': `${goodHeader}.${goodPayload}.`,
    'signature and its dot stripped': `${goodHeader}.${goodPayload}`,
    'signature of another token': `${goodHeader}.${goodPayload}.${withClaims({ sub: 'u2' }).split('.')[2]}`,
    'claims swapped': `${goodHeader}.${encoded(goodClaims({ role: 'admin' }))}.${goodSignature}`,
    'header swapped': `${encoded({ alg: 'PS256', kid: rsa.kid })}.${goodPayload}.${goodSignature}`,
    'cut by one character': good.slice(0, -1),
    'cut in half': good.slice(0, good.length / 2),
    'one character more': `${good}A`,
    padded: `${good}==`,
    'in the other base64': `${goodHeader}.${goodPayload}.${Buffer.from(goodSignature, 'base64url').toString('base64')}`,
    'the same bytes in other characters': `${good.slice(0, -1)}${strayBits(good.at(-1)!)}`,
    'a fourth part': `${good}.AAAA`,
    'a dot at its beginning': `.${good}`,
    'two dots': '..',
    'three empty parts and a signature': `..${goodSignature}`,
    encrypted: await new CompactEncrypt(Buffer.from(claimsText))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: rsa.kid })
      .encrypt(rsa.publicKey),
    'JSON serialisation': bearer(
      JSON.stringify({ payload: goodPayload, signatures: [{ protected: goodHeader, signature: goodSignature }] }),
    ),
    'flattened JSON serialisation': bearer(
      JSON.stringify({ payload: goodPayload, protected: goodHeader, signature: goodSignature }),
    ),
    'longer than any token': withClaims({ padding: 'x'.repeat(8_000) }),
    'long without end': 'A'.repeat(12_000),
    'three long parts': `${'A'.repeat(4_000)}.${'A'.repeat(4_000)}.${'A'.repeat(4_000)}`,

    // Around the token.
    'no header at all': [],
    'no token': ['Authorization: Bearer'],
    'an empty token': ['Authorization: Bearer '],
    Basic: ['Authorization: Basic dXNlcjpwYXNz'],
    'Basic with a good token': [`Authorization: Basic ${good}`],
    'another scheme with a good token': [`Authorization: JWT ${good}`],
    'a scheme that begins like ours': [`Authorization: BearerX ${good}`],
    'a scheme with a letter from elsewhere': [`Authorization: \uff22earer ${good}`],
    'a scheme with a zero width space': [`Authorization: Bearer\u200b ${good}`],
    'a hard space': [`Authorization: Bearer\u00a0${good}`],
    'no scheme': [`Authorization: ${good}`],
    'white space in the token': [`Authorization: Bearer ${good.slice(0, 20)} ${good.slice(20)}`],
    'a tab before the token': [`Authorization: Bearer\t${good}`],
    'two tokens in one header': [`Authorization: Bearer ${good}, Bearer ${good}`],
    'two headers, the good one first': [`Authorization: Bearer ${good}`, 'Authorization: Bearer bad'],
    'two headers, the good one last': ['authorization: Bearer bad', `AUTHORIZATION: Bearer ${good}`],
    'two headers, both good': [`Authorization: Bearer ${good}`, `Authorization: Bearer ${good}`],
    'a good token in a cookie': [`Cookie: token=${good}; Authorization=${good}`],
    'a good token for a proxy': [`Proxy-Authorization: Bearer ${good}`],
    'a good token in a header of its own': [`X-Authorization: Bearer ${good}`],
    quoted: [`Authorization: Bearer "${good}"`],
    'the scheme twice': [`Authorization: Bearer Bearer ${good}`],

    ...apiKeyLookAlikes(good),
  };
}

/** Texts that look like an API key of a business without any. */
function apiKeyLookAlikes(good: string): Record<string, string> {
  const id = '0190a1b2-0000-7000-8000-000000000000';
  const secret = 'A'.repeat(43);
  const key = (...parts: readonly string[]) => `${API_KEY_PREFIX}${parts.join('_')}`;
  return {
    'an API key: the prefix': API_KEY_PREFIX,
    'an API key that nobody has': key('1', id, secret),
    'an API key without its secret': key('1', id, ''),
    'an API key of business 0': key('0', id, secret),
    'an API key of business -1': key('-1', id, secret),
    'an API key of business 1e3': key('1e3', id, secret),
    'an API key of business 01': key('01', id, secret),
    'an API key of business 2^31': key('2147483648', id, secret),
    'an API key of business 9999999999': key('9999999999', id, secret),
    'an API key with an id in capitals': key('1', id.toUpperCase(), secret),
    'an API key with an id of another kind': key('1', '6ba7b810-9dad-41d1-80b4-00c04fd430c8', secret),
    'an API key with an id of hyphens': key('1', '-'.repeat(36), secret),
    'an API key whose secret is too short': key('1', id, secret.slice(1)),
    'an API key whose secret is too long': key('1', id, `${secret}A`),
    'an API key in capitals': key('1', id, secret).toUpperCase(),
    'an API key with a token for its secret': key('1', id, good),
    'an API key of 7,000 characters': key('1', id, 'A'.repeat(7_000)),
  };
}

/** RFC 7797: the claims are signed as they are. Dots in them would be parts, so there is none. */
function unencoded(header: object, claims: string, signer: (text: string) => Buffer): string {
  const raw = claims.replaceAll('.', '').replace(/[^\w~+/-]/g, '-');
  const signed = `${encoded(header)}.${raw}`;
  return `${signed}.${signer(signed).toString('base64url')}`;
}

/** Another last character that decodes to the same bytes: 256 bytes leave four bits over in the last of 342 characters. */
function strayBits(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) + 1]!;
}
