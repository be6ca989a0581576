import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { runProgram } from '../support/run-program.js';

const secret = 'a secret of the test that is long enough';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-commands-test-'));
  await writeFile(path.join(folder, 'jwt-secret'), secret);
});
afterAll(() => rm(folder, { recursive: true }));

const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runProgram(`scripts/${script}`, args, { JWT_SECRET: '', STATE_DIR: folder, ...env });

describe('npm run token', () => {
  test('prints a token and nothing else, signed with the secret of the local stack', async () => {
    const { code, stdout } = await run('token.mjs', ['--business', '7', '--role', 'operator', '--ttl', '60']);
    expect(code).toBe(0);
    const { payload, protectedHeader } = await jwtVerify(stdout.trim(), new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      issuer: 'bulkgate-local',
      audience: 'bulkgate',
    });
    expect(protectedHeader.alg).toBe('HS256');
    expect(payload).toMatchObject({ business_id: 7, role: 'operator', sub: 'local-operator' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  });

  test.each([
    [[], '--business'],
    [['--business', 'x', '--role', 'viewer'], '--business'],
    [['--business', '0', '--role', 'viewer'], '--business'],
    [['--business', '1'], '--role'],
    [['--business', '1', '--role', 'boss'], '--role'],
    [['--business', '1', '--role', 'viewer', '--ttl', '-5'], '--ttl'],
    [['--business', '1', '--role', 'viewer', '--tll', '5'], '--tll'],
  ])('%j is refused with exit code 2, naming %s', async (args, flag) => {
    const { code, stdout, stderr } = await run('token.mjs', args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(flag);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('tells what to do where no stack was ever started', async () => {
    const { code, stderr } = await run('token.mjs', ['--business', '1', '--role', 'viewer'], {
      STATE_DIR: '/nonexistent',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('npm start');
  });
});

describe('npm run demo', () => {
  test.each([
    [['--leads', 'many'], '--leads'],
    [['--throttle-ms', '60001'], '--throttle-ms'],
    [['--fast'], '--fast'],
    [['--undo', '--operation', 'delete_receipts_all'], '--operation'],
  ])('%j is refused with exit code 2, naming %s, before anything is started', async (args, flag) => {
    const { code, stderr } = await run('demo.mjs', args);
    expect(code).toBe(2);
    expect(stderr).toContain(flag);
  });

  test.each(['demo.mjs', 'demo-recording.mjs', 'start.mjs', 'token.mjs'])(
    '%s --help explains itself and ends with 0',
    async (script) => {
      const { code, stdout } = await run(script, ['--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^npm (run|start)/);
    },
  );
});

describe('npm run demo:recording', () => {
  test('takes no option that it does not know', async () => {
    const { code, stderr } = await run('demo-recording.mjs', ['--leads', '5']);
    expect(code).toBe(2);
    expect(stderr).toContain('--leads');
  });
});

describe('npm start', () => {
  test('refuses SAMPLE_LEADS that is no number with exit code 2', async () => {
    const { code, stderr } = await run('start.mjs', [], { SAMPLE_LEADS: 'some' });
    expect(code).toBe(2);
    expect(stderr).toContain('SAMPLE_LEADS must be a whole number of leads, not "some".');
  });
});

describe('npm run gate', () => {
  test('refuses services of two installations, naming those that are missing', async () => {
    const env = { REDIS_URL: 'redis://far', DATABASE_URL: '', TEMPORAL_ADDRESS: '' };
    const { code, stdout, stderr } = await run('gate.mjs', ['list'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('DATABASE_URL and TEMPORAL_ADDRESS are not');
  });
});
