import { expect, test } from '@jest/globals';
import { TokenKeysUnavailable } from '../../src/access/credential-verifier.js';
import { problemOf } from '../../src/http/problem-of.js';

test('the problem of keys that cannot be fetched has the failure of the fetch as its cause, for the log', () => {
  const cause = new Error('connect ECONNREFUSED 127.0.0.1:9');
  const problem = problemOf(new TokenKeysUnavailable(7, { cause }));
  expect(problem.fields).toMatchObject({ status: 503, code: 'token_keys_unavailable', retryAfterSeconds: 7 });
  expect(problem.cause).toBe(cause);
});
