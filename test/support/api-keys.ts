import type { Role } from '../../src/access/permissions.js';
import type { IssuedKey } from '../../src/api/keys/key-view.js';
import type { TestApi } from './api.js';
import { testToken } from './test-token.js';

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** An API key of a business, made by an admin of it through the API. */
export async function makeKey(
  { ask }: Pick<TestApi, 'ask'>,
  key: { businessId?: number; role?: Role; operationTypes?: readonly string[]; name?: string } = {},
): Promise<IssuedKey> {
  const { businessId = 1, role = 'operator', operationTypes = null, name = 'nightly clean-up' } = key;
  const answer = await ask<IssuedKey>('/api/v1/keys', {
    // A key ends no later than what makes it.
    token: await testToken(businessId, 'admin', 'operator-1', { expires: '31d' }),
    body: { name, role, operationTypes, expiresAt: inDays(30) },
  });
  if (answer.status !== 201) throw new Error(`no key was made: ${answer.text}`);
  return answer.body;
}
