import { expect, test } from '@jest/globals';
import { ApiKeyVerifier } from '../../src/access/api-key-verifier.js';
import { InvalidCredential } from '../../src/access/credential-verifier.js';
import { Business } from '../../src/db/business.js';
import { revokeApiKey } from '../../src/db/repositories/api-keys.js';
import { query } from '../../src/db/transaction.js';
import { issueApiKey } from '../../src/access/keys/issue-api-key.js';
import { atLength } from '../support/length.js';
import { withDatabase } from '../support/test-database.js';

const ROUNDS = atLength({ short: 60, long: 300 });
/** A look-up in the database takes ten times as long as none. */
const MAX_RATIO = 3;

test('unknown, wrong, revoked, expired and malformed keys are refused in about the same time', () =>
  withDatabase(async ({ dataSource }) => {
    const business = new Business(dataSource, 1);
    const verifier = new ApiKeyVerifier(dataSource, () => undefined);
    const issue = (name: string) =>
      issueApiKey(business, {
        ...{ name, role: 'viewer', operationTypes: null, createdBy: 'test' },
        expiresAt: new Date(Date.now() + 86_400_000),
      });
    const [known, revoked, expired] = await Promise.all(['known', 'revoked', 'expired'].map(issue));
    await revokeApiKey(business, revoked!.key.id, { revokedBy: 'test', withMadeKeys: false });
    await query(dataSource, 'UPDATE api_keys SET expires_at = clock_timestamp() WHERE id = $1', [expired!.key.id]);
    const bad = {
      unknown: known!.text.replace(known!.key.id, '0190a1b2-0000-7000-8000-000000000000'),
      'of another business': known!.text.replace('bg_1_', 'bg_2_'),
      'with a wrong secret': `${known!.text.slice(0, -43)}${'A'.repeat(43)}`,
      revoked: revoked!.text,
      expired: expired!.text,
      malformed: 'bg_1_x',
    };
    const times = new Map(Object.keys(bad).map((name) => [name, [] as number[]]));
    // In turns, so that whatever else the machine does meets all of them.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, text] of Object.entries(bad)) {
        const before = performance.now();
        await expect(verifier.verify(text)).rejects.toThrow(InvalidCredential);
        times.get(name)!.push(performance.now() - before);
      }
    }
    const medians = [...times.values()].map((all) => all.sort((a, b) => a - b)[ROUNDS / 2]!);
    expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(MAX_RATIO);
  }));
