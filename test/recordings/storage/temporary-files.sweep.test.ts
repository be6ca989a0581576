import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { thisMaker } from '../../../src/recordings/storage/file-maker.js';
import { TemporaryFiles } from '../../../src/recordings/storage/temporary-files.js';
import { withCleanups } from '../../support/cleanups.js';

const HOUR_MS = 3_600_000;
const UUID = '00000000-0000-7000-8000-000000000000';

interface Swept {
  readonly files: TemporaryFiles;
  /** Makes a file that was written to last so long ago. @returns its path */
  readonly put: (name: string, ageMs?: number) => string;
  readonly sweep: () => Promise<number>;
}

function withFolder(use: (swept: Swept) => Promise<void>): Promise<void> {
  return withCleanups(async ({ opened }) => {
    const folder = await opened(mkdtemp(path.join(os.tmpdir(), 'sweep-')), (made) => rm(made, { recursive: true }));
    const files = new TemporaryFiles(folder, HOUR_MS);
    const put = (name: string, ageMs = 0): string => {
      const file = path.join(folder, name);
      writeFileSync(file, 'x');
      const seconds = (Date.now() - ageMs) / 1_000;
      utimesSync(file, seconds, seconds);
      return file;
    };
    await use({ files, put, sweep: () => files.sweep() });
  });
}

const nameOf = (maker: Partial<typeof thisMaker>): string => {
  const { host, pidNamespace, pid, startedAt } = { ...thisMaker, ...maker };
  return `${host}.${pidNamespace}.${pid}.${startedAt}.${UUID}.part`;
};

const startOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!;

test('each download has a path of its own', async () => {
  await withFolder(async ({ files }) => {
    const paths = new Set(Array.from({ length: 1_000 }, () => files.newPath()));
    expect(paths.size).toBe(1_000);
    await Promise.resolve();
  });
});

test('a living process keeps its files, however old; a dead one loses them at once', async () => {
  await withFolder(async ({ files, put, sweep }) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const gone = once(child, 'exit');
    const pid = child.pid!;
    const startedAt = startOf(pid);
    try {
      const ours = put(path.basename(files.newPath()), 100 * HOUR_MS);
      const theirs = put(nameOf({ pid, startedAt }), 100 * HOUR_MS);
      expect(await sweep()).toBe(0);
      child.kill('SIGKILL');
      await gone;
      const fresh = put(nameOf({ pid, startedAt }));
      expect(fresh).toBe(theirs);
      expect(await sweep()).toBe(1);
      expect([existsSync(ours), existsSync(theirs)]).toEqual([true, false]);
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
  });
});

test('an earlier process with the number of a living one, our own among them, loses its files', async () => {
  await withFolder(async ({ put, sweep }) => {
    put(nameOf({ startedAt: '1' }));
    put(nameOf({ pid: process.ppid, startedAt: '1' }));
    const living = put(nameOf({ pid: process.ppid, startedAt: startOf(process.ppid) }));
    expect(await sweep()).toBe(2);
    expect(existsSync(living)).toBe(true);
  });
});

test('an earlier life of this container loses its files once they have been quiet for a minute', async () => {
  await withFolder(async ({ put, sweep }) => {
    const busy = put(nameOf({ pidNamespace: '1', pid: 1 }), 50_000);
    expect(await sweep()).toBe(0);
    put(nameOf({ pidNamespace: '1', pid: 1 }), 70_000);
    expect(await sweep()).toBe(1);
    expect(existsSync(busy)).toBe(false);
  });
});

test('another machine loses its files by their age alone', async () => {
  await withFolder(async ({ put, sweep }) => {
    const file = put(nameOf({ host: 'another', startedAt: '1' }), HOUR_MS - 10_000);
    expect(await sweep()).toBe(0);
    put(nameOf({ host: 'another', startedAt: '1' }), HOUR_MS + 10_000);
    expect(await sweep()).toBe(1);
    expect(existsSync(file)).toBe(false);
  });
});

test('what is no file of a download is left alone', async () => {
  await withFolder(async ({ put, sweep }) => {
    const others = ['note.txt', 'x.part', `${thisMaker.host}.0.1.2.part`, `.${nameOf({ startedAt: '1' })}`];
    const kept = others.map((name) => put(name, 100 * HOUR_MS));
    expect(await sweep()).toBe(0);
    expect(kept.every((file) => existsSync(file))).toBe(true);
  });
});

test('two that sweep at once do not trip over each other', async () => {
  await withFolder(async ({ files, put, sweep }) => {
    for (let i = 0; i < 200; i++) put(nameOf({ startedAt: String(i + 1) }));
    const removed = await Promise.all([sweep(), sweep(), sweep()]);
    expect(removed.reduce((sum, n) => sum + n)).toBe(200);
    expect(readdirSync(path.dirname(files.newPath()))).toEqual([]);
  });
});
