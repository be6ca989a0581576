import { expect, test } from '@jest/globals';
import type { Caller } from '../../src/access/caller.js';
import { VerifiedTokens } from '../../src/access/verified-tokens.js';

const HOUR_MS = 3_600_000;

function callerUntil(takenUntil: Date): Caller {
  const credential = { kind: 'token', id: 'id', takenUntil } as const;
  return { subject: 'subject', businessId: 1, role: 'operator', credential, operationTypes: null };
}

/** Asks as often as told, and counts how often the token was verified. */
function verifying(takenUntil = new Date(Date.now() + HOUR_MS)) {
  let keys: number | null = 1;
  let verified = 0;
  const tokens = new VerifiedTokens(() => keys);
  return {
    setKeys: (inUse: number | null) => (keys = inUse),
    ask: async (token = 'token', meanwhile = (): void => undefined) => {
      await tokens.callerOf(token, () => {
        verified++;
        meanwhile();
        return Promise.resolve(callerUntil(takenUntil));
      });
      return verified;
    },
  };
}

test('a token is verified once, another one by itself', async () => {
  const { ask } = verifying();
  expect([await ask(), await ask(), await ask('other'), await ask('other'), await ask()]).toEqual([1, 1, 2, 2, 2]);
});

test('a token is verified again when the keys are others, and while none are in use', async () => {
  const { ask, setKeys } = verifying();
  await ask();
  setKeys(2);
  expect([await ask(), await ask()]).toEqual([2, 2]);
  setKeys(null);
  expect([await ask(), await ask()]).toEqual([3, 4]);
});

test('a token that was verified while the keys changed is not remembered', async () => {
  const { ask, setKeys } = verifying();
  await ask('token', () => setKeys(2));
  expect([await ask(), await ask()]).toEqual([2, 2]);
});

test('a token is verified again from the moment on at which it ends', async () => {
  const { ask } = verifying(new Date());
  expect([await ask(), await ask()]).toEqual([1, 2]);
});

test('a token that was refused is not remembered', async () => {
  const tokens = new VerifiedTokens(() => 1);
  const refused = () => tokens.callerOf('token', () => Promise.reject(new Error('refused')));
  await expect(refused()).rejects.toThrow('refused');
  await expect(refused()).rejects.toThrow('refused');
});
