import { expect, test } from '@jest/globals';
import { findPresentedApiKey, listApiKeys, noteApiKeyUse, revokeApiKey } from '../../src/db/repositories/api-keys.js';
import { openDataSource } from '../../src/db/data-source.js';
import { query, queryInBusiness } from '../../src/db/transaction.js';
import { issueApiKey } from '../../src/access/keys/issue-api-key.js';
import { withCleanups } from '../support/cleanups.js';
import { createTestDatabase } from '../support/test-database.js';

test('the API reaches keys of one business at a time, and cannot make a key more than it was', async () => {
  await withCleanups(async (cleanups) => {
    const { url } = await cleanups.opened(createTestDatabase(), (created) => created.drop());
    const database = { url, poolSize: 2, tls: undefined };
    const open = (role: 'bulkgate_api' | 'bulkgate_worker') =>
      cleanups.opened(openDataSource(database, { applicationName: 'test', role }), (opened) => opened.destroy());
    const api = await open('bulkgate_api');
    const request = { name: 'n', role: 'viewer', operationTypes: null, createdBy: 'test' } as const;
    const expiresAt = new Date(Date.now() + 86_400_000);
    const [one, two] = await Promise.all(
      [1, 2].map(async (businessId) => (await issueApiKey(api, { ...request, businessId, expiresAt })).key),
    );

    expect((await listApiKeys(api, 1, { limit: 9 })).map(({ id }) => id)).toEqual([one!.id]);
    expect(await findPresentedApiKey(api, 1, two!.id)).toBeNull();
    const revocation = { revokedBy: 'test', withMadeKeys: false };
    expect(await revokeApiKey(api, 1, two!.id, revocation)).toEqual({ outcome: 'unknown' });
    // Without the condition of the statements row-level security still holds.
    expect(await queryInBusiness(api, 1, 'SELECT id FROM api_keys')).toEqual([{ id: one!.id }]);
    expect(await query(api, 'SELECT id FROM api_keys')).toEqual([]);
    await queryInBusiness(api, 1, `UPDATE api_keys SET revoked_at = clock_timestamp(), revoked_by = 'x'`);
    expect(await findPresentedApiKey(api, 2, two!.id)).toMatchObject({ isRevoked: false, isUseNoted: false });
    await noteApiKeyUse(api, 2, two!.id);
    expect(await findPresentedApiKey(api, 2, two!.id)).toMatchObject({ isRevoked: false, isUseNoted: true });

    for (const change of [
      `UPDATE api_keys SET role = 'admin'`,
      `UPDATE api_keys SET expires_at = expires_at + interval '1 day'`,
      `UPDATE api_keys SET secret_hash = sha256('x')`,
      'UPDATE api_keys SET operation_types = NULL',
      'UPDATE api_keys SET created_by_key = NULL',
      'UPDATE api_keys SET business_id = 1',
      'DELETE FROM api_keys',
    ]) {
      await expect(queryInBusiness(api, 2, change)).rejects.toMatchObject({ code: '42501' });
    }
    const worker = await open('bulkgate_worker');
    await expect(queryInBusiness(worker, 2, 'SELECT 1 FROM api_keys')).rejects.toMatchObject({ code: '42501' });
  });
});
