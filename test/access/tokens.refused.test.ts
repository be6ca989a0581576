import { expect, test } from '@jest/globals';
import { CompactEncrypt } from 'jose';
import { type CredentialVerifier, InvalidCredential } from '../../src/access/credential-verifier.js';
import { parseApiKey } from '../../src/access/keys/api-key.js';
import { TokenVerifier } from '../../src/access/token-verifier.js';
import { type JwksServer, withJwksServer } from '../support/jwks-server.js';
import { AUDIENCE, encoded, goodClaims, hmacSigner, ISSUER, newKey, signerOf, token } from '../support/token-forge.js';

const SHARED = 'a secret that has no business in a published set';
/** The keys that the other party publishes: those in use, and some that must never do. */
const keys = {
  rsa: newKey('RSA', 'rsa-1', { alg: 'RS256' }),
  pss: newKey('RSA', 'pss-1', { alg: 'PS256' }),
  ec: newKey('EC', 'ec-1'),
  ed: newKey('Ed25519', 'ed-1'),
  encryption: newKey('RSA', 'enc-1', { use: 'enc' }),
  short: newKey('RSA', 'short-1', {}, 1024),
  malformed: { ...newKey('RSA', 'malformed-1'), jwk: { kty: 'RSA', kid: 'malformed-1', n: '!', e: 'AQAB' } },
  shared: { jwk: { kty: 'oct', kid: 'oct-1', alg: 'HS256', k: Buffer.from(SHARED).toString('base64url') } },
};
const { rsa, pss, ec, ed, encryption, short, malformed } = keys;
const attacker = newKey('RSA', 'attacker-1');
const byRsa = signerOf('RS256', rsa.privateKey);
const byEc = signerOf('ES256', ec.privateKey);
const settings = { issuer: ISSUER, audience: AUDIENCE, clockToleranceSeconds: 300 };
const now = Math.floor(Date.now() / 1000);

const header = (changes: object = {}) => ({ alg: 'RS256', kid: rsa.kid, ...changes });
/** Good but for its header. */
const withHeader = (changes: object | string) =>
  token(typeof changes === 'string' ? changes : header(changes), goodClaims(), byRsa);
/** Good but for its claims. */
const withClaims = (changes: object) => token(header(), goodClaims(changes), byRsa);
/** Brings the attacker's key along, in whatever way. */
const forged = (changes: object) => token(header(changes), goodClaims(), signerOf('RS256', attacker.privateKey));
const withClaimsText = (text: string | Buffer) => {
  const signed = `${encoded(header())}.${encoded(text)}`;
  return `${signed}.${byRsa(signed).toString('base64url')}`;
};
const good = withClaims({});
const [goodHeader, goodPayload, goodSignature] = good.split('.') as [string, string, string];
const claimsText = JSON.stringify(goodClaims());

/** Claims that no verifier takes, each in a token that is good otherwise. `undefined` leaves the claim out. */
const CLAIMS: Readonly<Record<string, readonly unknown[]>> = {
  exp: [undefined, null, -1, now - 3600, now - settings.clockToleranceSeconds - 1, String(now + 3600), [now + 3600]],
  nbf: [now + 3600, '0'],
  iss: [
    undefined,
    null,
    'https://evil.example.test/',
    [ISSUER],
    ISSUER.slice(0, -1),
    `${ISSUER}x`,
    ISSUER.toUpperCase(),
  ],
  aud: [
    ...[undefined, 'https://other.example.test', ['https://other.example.test', 'x'], [], [[AUDIENCE]]],
    ...[{ [AUDIENCE]: true }, AUDIENCE.slice(0, -1), `${AUDIENCE}.evil.test`, AUDIENCE.toUpperCase(), `${AUDIENCE} `],
  ],
  sub: [
    ...[undefined, '', 7, ['u1'], 'u'.repeat(201), 'ada@example.test', 'Jane Doe', '+4917012345', 'u1\nadmin'],
    ...['u1\u0000', 'x\u001b[2J', 'x`y', 'x;=1', 'x\u202ey', 'api_key:0190a1b2-0000-7000-8000-000000000000'],
  ],
  business_id: [undefined, null, '1', 1.5, 0, -1, 2 ** 31, 2 ** 32 + 1, 2 ** 53, [1], { $gt: 0 }, true],
  role: [undefined, null, 'root', 'ADMIN', ['admin'], 'admin ', '\u0430dmin', '\uff41dmin', 'constructor'],
  jti: [1, '', 'a\nb'],
};
/** Of a token whose age is limited. */
const ISSUED_AT = [undefined, 'x', now + 3600, now - 86_701];

const HEADERS: Readonly<Record<string, readonly unknown[]>> = {
  alg: [undefined, null, '', 'none', 'rs256', 'RS256 ', 256, ['RS256'], 'XS999', 'dir', 'RS384', 'HS256'],
  typ: ['id+jwt', 'logout+jwt', 'dpop+jwt', 'JWE', '', ['JWT'], null],
  kid: [undefined, null, '', 1, [rsa.kid], 'k'.repeat(201), 'rsa-1\u0000', 'RSA-1', 'nobody-knows', '__proto__'],
  crit: [[], ['http://example.test/x'], ['exp']],
  b64: [false],
  zip: ['DEF'],
  enc: ['A256GCM'],
  jwk: [rsa.jwk],
  x5c: [[rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')]],
};

const generated = (what: Readonly<Record<string, readonly unknown[]>>, make: (changes: object) => string) =>
  Object.entries(what).flatMap(([name, values]) =>
    values.map((value): [string, string] => [`${name} ${JSON.stringify(value)}`, make({ [name]: value })]),
  );

function unsigned(): Record<string, string> {
  const none = (alg: string) => `${encoded({ alg, typ: 'JWT' })}.${encoded(goodClaims())}.`;
  return {
    ...Object.fromEntries(['none', 'None', 'nOnE', 'NONE'].map((alg) => [`alg ${alg}`, none(alg)])),
    'alg none with the good signature': `${encoded({ alg: 'none' })}.${goodPayload}.${goodSignature}`,
    'alg none with a made-up signature': `${encoded({ alg: 'none' })}.${goodPayload}.AAAA`,
    'alg RS384, which is not configured': token(
      header({ alg: 'RS384' }),
      goodClaims(),
      signerOf('RS384', rsa.privateKey),
    ),
  };
}

/** The public key taken for a shared secret. */
function confusedKeys(): Record<string, string> {
  const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string;
  const hmac = (secret: string | Buffer, changes: object = {}, hash = 'sha256') =>
    token({ alg: 'HS256', kid: rsa.kid, ...changes }, goodClaims(), hmacSigner(secret, hash));
  return {
    'HS256 with the public key as PEM': hmac(pem),
    'HS256 with the public key as PEM, trimmed': hmac(pem.trim()),
    'HS256 with the public key as DER': hmac(rsa.publicKey.export({ format: 'der', type: 'spki' })),
    'HS256 with the public key as JWK': hmac(JSON.stringify(rsa.jwk)),
    'HS256 with the modulus': hmac(Buffer.from(String(rsa.jwk.n), 'base64url')),
    'HS256 with an empty secret': hmac(''),
    'HS384 with the public key as PEM': hmac(pem, { alg: 'HS384' }, 'sha384'),
    'HS512 with the public key as PEM': hmac(pem, { alg: 'HS512' }, 'sha512'),
    'HS256 with a shared key that the set holds': hmac(SHARED, { kid: 'oct-1' }),
    'kid a path, HS256 with the empty file': hmac('', { kid: '../../../../../../dev/null' }),
  };
}

/** Keys that are not for this, and keys that the token brings along or says where to fetch. */
function wrongKeys(evilUrl: string): Record<string, string> {
  const by = (alg: string, kid: string, signer: Parameters<typeof token>[2]) =>
    token({ alg, kid }, goodClaims(), signer);
  const zeros = () => Buffer.alloc(64);
  return {
    'signed by somebody else under a known kid': forged({}),
    'signed with an encryption key': by('RS256', encryption.kid, signerOf('RS256', encryption.privateKey)),
    'signed with a key of 1024 bits': by('RS256', short.kid, signerOf('RS256', short.privateKey)),
    'the kid of a malformed key': by('RS256', malformed.kid, signerOf('RS256', malformed.privateKey)),
    'PS256 announced, RS256 signed': by('PS256', pss.kid, signerOf('RS256', pss.privateKey)),
    'RS256 with a key that is for PS256': by('RS256', pss.kid, signerOf('RS256', pss.privateKey)),
    'ES256 with the kid of an RSA key': by('ES256', rsa.kid, byEc),
    'RS256 with the kid of an Ed25519 key': by('RS256', ed.kid, byRsa),
    'ES256 with a signature of zeros': by('ES256', ec.kid, zeros),
    'ES256 with a signature in DER': by('ES256', ec.kid, signerOf('RS256', ec.privateKey)),
    'EdDSA with a signature of zeros': by('EdDSA', ed.kid, zeros),
    'an embedded jwk': forged({ jwk: attacker.jwk }),
    'jku to a set of the attacker': forged({ jku: `${evilUrl}/jku`, kid: attacker.kid }),
    'jku beside a good signature': withHeader({ jku: `${evilUrl}/jku` }),
    'x5u to a certificate of the attacker': forged({ x5u: `${evilUrl}/x5u` }),
    'x5u beside a good signature': withHeader({ x5u: `${evilUrl}/x5u` }),
    'kid a path': forged({ kid: '../../../../../../dev/null' }),
    'kid SQL': forged({ kid: "x' UNION SELECT 'secret' -- " }),
    'kid a command': forged({ kid: 'rsa-1|/bin/true' }),
    'kid an address': forged({ kid: `${evilUrl}/kid` }),
  };
}

/** Headers and claims that two readers could read differently, or that are none. */
function doubtfulJson(): Record<string, string> {
  const nested = `${'['.repeat(100)}${']'.repeat(100)}`;
  return {
    'alg twice, the good one last': withHeader(`{"alg":"none","alg":"RS256","kid":"${rsa.kid}"}`),
    'alg twice, the good one first': withHeader(`{"alg":"RS256","alg":"HS256","kid":"${rsa.kid}"}`),
    'alg twice, once escaped': withHeader(`{"alg":"RS256","\\u0061lg":"none","kid":"${rsa.kid}"}`),
    'kid twice': withHeader(`{"alg":"RS256","kid":"x","kid":"${rsa.kid}"}`),
    'header a list': withHeader(`[{"alg":"RS256","kid":"${rsa.kid}"}]`),
    'header a text': withHeader('"RS256"'),
    'header no JSON': withHeader(`{'alg':'RS256','kid':'${rsa.kid}'}`),
    'header with a byte order mark': withHeader(`\ufeff${JSON.stringify(header())}`),
    'header nested a hundred deep': withHeader(`{"alg":"RS256","kid":"${rsa.kid}","x":${nested}}`),
    'b64 false, announced': unencoded(header({ b64: false, crit: ['b64'] })),
    'business_id twice': withClaimsText(claimsText.replace('{', '{"business_id":2,')),
    'role twice': withClaimsText(claimsText.replace(/\}$/, ',"role":"admin"}')),
    'role twice, once escaped': withClaimsText(claimsText.replace(/\}$/, ',"\\u0072ole":"admin"}')),
    'exp twice': withClaimsText(claimsText.replace('{', '{"exp":1,')),
    'exp infinite': withClaimsText(claimsText.replace(/"exp":\d+/, '"exp":1e999')),
    'business_id infinite': withClaimsText(claimsText.replace('"business_id":1', '"business_id":1e999')),
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
  };
}

/** Not the token that was signed. */
async function mutilated(): Promise<Record<string, string>> {
  return {
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
    'longer than any token': withClaims({ padding: 'x'.repeat(8_000) }),
    'long without end': 'A'.repeat(12_000),
    'three long parts': `${'A'.repeat(4_000)}.${'A'.repeat(4_000)}.${'A'.repeat(4_000)}`,
    'no token at all': 'nonsense',
    'an API key in capitals': `BG_1_${'A'.repeat(80)}`,
  };
}

/** RFC 7797: the claims are signed as they are. Dots in them would be parts, so there is none. */
function unencoded(head: object): string {
  const signed = `${encoded(head)}.${claimsText.replaceAll('.', '').replace(/[^\w~+/-]/g, '-')}`;
  return `${signed}.${byRsa(signed).toString('base64url')}`;
}

/** Another last character that decodes to the same bytes: 256 bytes leave four bits over in the last of 342 characters. */
function strayBits(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) + 1]!;
}

/** A verifier of the published keys, which it fetches once: a second fetch would have to wait for an hour. */
async function withJwksVerifier(
  work: (verifier: CredentialVerifier, jwks: JwksServer) => Promise<void>,
): Promise<void> {
  await withJwksServer(async (jwks) => {
    jwks.publish(...Object.values(keys));
    const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
    const times = { cooldownSeconds: 3_600, cacheSeconds: 86_400, timeoutMs: 30_000, maxTokenAgeSeconds: 86_400 };
    const failures: unknown[] = [];
    const published = { url: jwks.url, algorithms, ...times };
    const verifier = new TokenVerifier({ ...settings, secret: undefined, jwks: published }, (error) =>
      failures.push(error),
    );
    await work(verifier, jwks);
    expect(failures).toEqual([]);
  });
}

/** Names of those that were taken, or refused in any other way than as a bad credential. */
async function notRefused(verifier: CredentialVerifier, tokens: Iterable<[string, string]>): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const [name, text] of tokens) {
    const outcome = await verifier.verify(text).catch((error: unknown) => error);
    if (!(outcome instanceof InvalidCredential)) wrong.push([name, outcome]);
  }
  return wrong;
}

test('no hostile token is taken, no address in one is asked, and all of them together fetch the keys once', () =>
  withJwksServer(async (evil) => {
    await withJwksVerifier(async (verifier, jwks) => {
      const tokens = [
        ...generated({ ...CLAIMS, iat: ISSUED_AT }, withClaims),
        ...generated(HEADERS, withHeader),
        ...[unsigned(), confusedKeys(), wrongKeys(new URL(evil.url).origin)].flatMap(Object.entries<string>),
        ...[doubtfulJson(), await mutilated()].flatMap(Object.entries<string>),
      ];
      expect(tokens.length).toBeGreaterThanOrEqual(180);
      expect(await notRefused(verifier, tokens)).toEqual([]);
      expect(await verifier.verify(good)).toMatchObject({ subject: 'u1', businessId: 1, role: 'operator' });
      expect([jwks.asked.length, evil.asked.length]).toEqual([1, 0]);
    });
  }));

test('a good token is taken in each form that a good token may have', () =>
  withJwksVerifier(async (verifier) => {
    const form = (head: object, claims: object = {}) => token({ alg: 'ES256', ...head }, goodClaims(claims), byEc);
    const { kid } = ec;
    const forms = [
      ...[form({ kid }), form({ kid, typ: 'at+jwt' }), form({ kid, typ: 'application/at+jwt' })],
      form({ kid }, { aud: ['https://other.example.test', AUDIENCE] }),
      form({ kid }, { exp: now - 60 }), // within the tolerance
      form({}), // one key would do
      form({ kid }, { scope: 'x', nonce: { a: [1] } }),
    ];
    for (const text of forms) expect(await verifier.verify(text)).toMatchObject({ subject: 'u1', businessId: 1 });
  }));

test('the verifier of the shared key refuses the same claims, and what another key or algorithm has signed', async () => {
  const verifier = new TokenVerifier({ ...settings, secret: SHARED, jwks: undefined }, () => undefined);
  const signed = (claims: object, alg = 'HS256', secret = SHARED, hash = 'sha256') =>
    token({ alg, typ: 'JWT' }, goodClaims(claims), hmacSigner(secret, hash));
  const others: [string, string][] = [
    ['another key', signed({}, 'HS256', `${SHARED}x`)],
    ['another algorithm', signed({}, 'HS512', SHARED, 'sha512')],
    ['a published key', good],
    ...Object.entries({ ...unsigned(), ...(await mutilated()) }),
  ];
  expect(await notRefused(verifier, [...generated(CLAIMS, signed), ...others])).toEqual([]);
  expect(await verifier.verify(signed({}))).toMatchObject({ subject: 'u1', businessId: 1 });
});

test('a text that only looks like an API key is none', () => {
  const id = '0190a1b2-0000-7000-8000-000000000000';
  const secret = 'A'.repeat(43);
  expect(parseApiKey(`bg_1_${id}_${secret}`)).toEqual({ businessId: 1, id, secret });
  const businesses = ['', '0', '-1', '1e3', '01', '2147483648', '9999999999', '1 OR true'];
  const ids = ['', id.toUpperCase(), '6ba7b810-9dad-41d1-80b4-00c04fd430c8', '-'.repeat(36), "' OR true --"];
  const secrets = ['', secret.slice(1), `${secret}A`, good, 'A'.repeat(7_000), `${secret.slice(1)} `];
  const lookAlikes = [
    ...businesses.map((business) => `bg_${business}_${id}_${secret}`),
    ...ids.map((other) => `bg_1_${other}_${secret}`),
    ...secrets.map((other) => `bg_1_${id}_${other}`),
    ...['bg_', `BG_1_${id}_${secret}`, ` bg_1_${id}_${secret}`, `bg_1_${id}_${secret}\n`],
  ];
  for (const text of lookAlikes) expect([text, parseApiKey(text)]).toEqual([text, null]);
});
