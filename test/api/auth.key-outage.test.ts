import { expect, test } from '@jest/globals';
import { withApi } from '../support/api.js';
import { withJwksServer } from '../support/jwks-server.js';
import { AUDIENCE, goodClaims, ISSUER, newKey, signerOf, type SigningKey, token } from '../support/token-forge.js';

const key = newKey('EC', 'ec-1');

const tokenBy = (by: SigningKey): string =>
  token({ alg: 'ES256', kid: by.kid }, goodClaims(), signerOf('ES256', by.privateKey));

test('the API answers 503 with a code of its own and Retry-After, and logs each failed fetch', () =>
  withJwksServer(async (server) => {
    server.answerWith((_, response) => void response.destroy());
    const tokens = { JWT_SECRET: '', JWKS_URL: server.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };
    await withApi({ environment: { ...tokens, JWKS_COOLDOWN_SECONDS: '60' } }, async ({ ask, logged }) => {
      for (let click = 0; click < 5; click++) {
        const answer = await ask('/api/v1/gate', { token: tokenBy(key) });
        expect([answer.status, answer.body.code]).toEqual([503, 'token_keys_unavailable']);
        const retryAfter = Number(answer.headers.get('retry-after'));
        expect(retryAfter).toBeGreaterThan(50);
        expect(retryAfter).toBeLessThanOrEqual(60);
      }
      expect(server.asked).toHaveLength(1);
      expect(logged.filter(({ msg }) => msg === 'the keys of tokens could not be fetched')).toHaveLength(1);
      // Not for its key, but for what it is: told at once, without keys.
      expect((await ask('/api/v1/gate', { token: 'nonsense' })).status).toBe(401);
    });
  }));
