import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { repositoryRoot } from '../../scripts/setup/repository.mjs';
import { Lifetime } from '../../scripts/stack/lifetime.mjs';
import { startStack } from '../../scripts/stack/stack.mjs';
import { withCleanups } from '../support/cleanups.js';

const run = promisify(execFile);

/** The README's tour, as somebody would paste it. */
async function tour(): Promise<string> {
  const readme = await readFile(path.join(repositoryRoot, 'README.md'), 'utf8');
  const [, block] = /## A tour with curl\n[^]*?```sh\n([^]*?)```/.exec(readme)!;
  return block!;
}

test('the tour of the README, pasted as one block, deletes some, is cancelled and ends with audio', async () => {
  await withCleanups(async ({ defer }) => {
    const base = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-tour-test-'));
    await chmod(base, 0o711); // PostgreSQL, which may run as somebody else, must pass
    defer(() => rm(base, { recursive: true, force: true, maxRetries: 5 }));
    const folder = path.join(base, 'state');
    const lifetime = new Lifetime();
    defer(() => lifetime.end());
    const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', TEMPORAL_ADDRESS: '', RECORDINGS_FOLDER: '' };
    const entryFolder = fileURLToPath(new URL('../../dist-test/src', import.meta.url));
    // As many leads as `npm start` makes: of 300 the job was done, on a busy machine, before the tour came to its cancel.
    const { description } = await startStack({
      ...{ lifetime, folder, sampleLeads: 5_000, env, hasUsualPorts: false, say: () => undefined, entryFolder },
    });
    const block = (await tour())
      .replace('http://127.0.0.1:3000', description.api)
      .replaceAll('part.wav', `${base}/part.wav`);
    const { stdout } = await run('bash', ['-c', block], {
      ...{ cwd: repositoryRoot, timeout: 120_000, maxBuffer: 10_000_000 },
      env: { ...env, STATE_DIR: folder, NODE_OPTIONS: '' },
    });
    const codes = [...stdout.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code);
    expect(codes).toContain('gate_held');
    expect(codes.filter((code) => code !== 'gate_held')).toEqual([]);
    expect(stdout).toContain('event: end');
    expect(stdout.trimEnd()).toMatch(/206 audio\/(x-)?wav$/);
    expect((await readFile(path.join(base, 'part.wav'))).subarray(0, 4).toString()).toBe('RIFF');
  });
}, 240_000);
