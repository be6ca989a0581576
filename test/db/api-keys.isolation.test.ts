import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { findPresentedApiKey, listApiKeys, noteApiKeyUse, revokeApiKey } from '../../src/db/repositories/api-keys.js';
import { openDataSource } from '../../src/db/data-source.js';
import { query } from '../../src/db/transaction.js';
import { issueApiKey } from '../../src/access/keys/issue-api-key.js';
import { withDatabase } from '../support/test-database.js';

test('the API reaches keys of one business at a time, and cannot make a key more than it was', () =>
  withDatabase(async ({ url }, cleanups) => {
    const database = { url, poolSize: 2, tls: undefined };
    const open = (role: 'bulkgate_api' | 'bulkgate_worker') =>
      cleanups.opened(openDataSource(database, { applicationName: 'test', role }), (opened) => opened.destroy());
    const api = await open('bulkgate_api');
    const [own, foreign] = [new Business(api, 1), new Business(api, 2)];
    const request = { name: 'n', role: 'viewer', operationTypes: null, createdBy: 'test' } as const;
    const expiresAt = new Date(Date.now() + 86_400_000);
    const [one, two] = await Promise.all(
      [own, foreign].map(async (business) => (await issueApiKey(business, { ...request, expiresAt })).key),
    );

    expect((await listApiKeys(own, { limit: 9 })).map(({ id }) => id)).toEqual([one!.id]);
    expect(await findPresentedApiKey(own, two!.id)).toBeNull();
    const revocation = { revokedBy: 'test', withMadeKeys: false };
    expect(await revokeApiKey(own, two!.id, revocation)).toEqual({ outcome: 'unknown' });
    // Without the condition of the statements row-level security still holds.
    expect(await own.query('SELECT id FROM api_keys')).toEqual([{ id: one!.id }]);
    expect(await query(api, 'SELECT id FROM api_keys')).toEqual([]);
    await own.query(`UPDATE api_keys SET revoked_at = clock_timestamp(), revoked_by = 'x'`);
    expect(await findPresentedApiKey(foreign, two!.id)).toMatchObject({
      isRevoked: false,
      isUseNoted: false,
    });
    await noteApiKeyUse(foreign, two!.id);
    expect(await findPresentedApiKey(foreign, two!.id)).toMatchObject({
      isRevoked: false,
      isUseNoted: true,
    });

    for (const change of [
      `UPDATE api_keys SET role = 'admin'`,
      `UPDATE api_keys SET expires_at = expires_at + interval '1 day'`,
      `UPDATE api_keys SET secret_hash = sha256('x')`,
      'UPDATE api_keys SET operation_types = NULL',
      'UPDATE api_keys SET created_by_key = NULL',
      'UPDATE api_keys SET business_id = 1',
      'DELETE FROM api_keys',
    ]) {
      await expect(foreign.query(change)).rejects.toMatchObject({ code: '42501' });
    }
    const worker = await open('bulkgate_worker');
    await expect(new Business(worker, 2).query('SELECT 1 FROM api_keys')).rejects.toMatchObject({ code: '42501' });
  }));
