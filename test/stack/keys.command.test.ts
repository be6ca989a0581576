import { describe, expect, test } from '@jest/globals';
import { inDays, makeKey } from '../support/api-keys.js';
import { withApi } from '../support/api.js';
import { runProgram } from '../support/run-program.js';

const keys = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runProgram('dist/bin/keys.js', args, env);

describe('npm run keys', () => {
  test('makes a key that the API takes, lists it, and revokes it, each act in the log', () =>
    withApi({}, async ({ environment, dataSource, ask }) => {
      const env = { ...environment, LOG_LEVEL: 'info' };
      const create = ['create', '--business', '7', '--name', 'importer', '--role', 'operator', '--days', '90'];
      const made = await keys([...create, '--types', 'delete_leads_bulk', '--by', 'u42'], env);
      expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^bg_7_[0-9a-f-]{36}_[\w-]{43}\n$/)]);
      const key = made.stdout.trim();
      const id = key.split('_')[2]!;
      expect(made.stderr).toContain('"event":"key_act"');
      expect(made.stderr).toContain('"action":"key.create"');
      expect(made.stderr).toContain('"subject":"u42"');
      expect(made.stderr).not.toContain(key.slice(-43));
      expect((await ask('/api/v1/gate', { token: key })).status).toBe(200);

      const listed = await keys(['list', '--business', '7'], env);
      expect(listed.stdout).toMatch(new RegExp(`^ID .*\n${id}  importer  operator  delete_leads_bulk  until `));
      expect(listed.stdout).not.toContain(key.slice(-43));
      expect((await keys(['list', '--business', '8'], env)).stdout).toBe('There are no keys.\n');

      const foreign = await keys(['revoke', '--business', '8', '--key', id], env);
      expect([foreign.code, foreign.stdout]).toEqual([1, '']);
      expect(foreign.stderr).toContain(`business 8 has no API key ${id}`);
      expect((await ask('/api/v1/gate', { token: key })).status).toBe(200);
      const revoked = await keys(['revoke', '--business', '7', '--key', id], env);
      expect([revoked.code, revoked.stdout]).toEqual([0, `Revoked: ${id} (importer).\n`]);
      expect(revoked.stderr).toContain('"action":"key.revoke"');
      expect((await ask('/api/v1/gate', { token: key })).status).toBe(401);

      // It works under the role of the API, whoever its DATABASE_URL logs in as.
      await dataSource.query('REVOKE INSERT ON api_keys FROM bulkgate_api');
      const refused = await keys(create, env);
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toContain('permission denied');
    }));

  test('revoking a key that has made keys names them and needs a yes; a stored text obeys no terminal', () =>
    withApi({}, async (api) => {
      const { environment, dataSource, ask } = api;
      const parent = await makeKey(api, { role: 'admin' });
      const body = { name: 'made by it', role: 'viewer', expiresAt: inDays(1) };
      const { body: made } = await ask<{ id: string; key: string }>('/api/v1/keys', { token: parent.key, body });
      // As rows of before may be.
      await dataSource.query('UPDATE api_keys SET name = $2, created_by = $3 WHERE id = $1', [
        ...[made.id, '\u001b[2Jgone', 'x\u009b31m\u202e\n'],
      ]);
      const revoke = ['revoke', '--business', '1', '--key', parent.id];
      const asked = await keys(revoke, environment);
      expect([asked.code, asked.stdout]).toEqual([1, '']);
      expect(asked.stderr).toContain(`${made.id}  \\u{1b}[2Jgone`);
      expect(asked.stderr).toContain('--yes');
      const listed = await keys(['list', '--business', '1'], environment);
      expect(listed.stdout).toContain('x\\u{9b}31m\\u{202e}\\u{a}');
      expect(`${asked.stderr}${listed.stdout}`.replaceAll('\n', '')).toMatch(/^\P{C}*$/u);
      expect((await ask('/api/v1/gate', { token: made.key })).status).toBe(200);

      const revoked = await keys([...revoke, '--yes'], environment);
      expect([revoked.code, revoked.stdout]).toEqual([
        0,
        `Revoked: ${parent.id} (nightly clean-up).\nRevoked: ${made.id} (\\u{1b}[2Jgone).\n`,
      ]);
      for (const { key } of [parent, made]) expect((await ask('/api/v1/gate', { token: key })).status).toBe(401);
    }));

  test('what is not understood is refused with exit code 2, naming it; --help explains itself and ends with 0', async () => {
    const refused = await keys(['list', '--business', '2147483648']);
    expect(refused).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('--business') });
    expect(refused.stderr).not.toMatch(/^\s+at /m);
    const { code, stdout } = await keys(['--help']);
    expect([code, stdout.startsWith('npm run -s keys -- create')]).toEqual([0, true]);
  });

  test('refuses services of two installations', async () => {
    const { code, stderr } = await runProgram('scripts/keys.mjs', ['list', '--business', '1'], { REDIS_URL: '' });
    expect(code).toBe(1);
    expect(stderr).toContain('REDIS_URL is not');
  });
});
