import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { sweepUnfinishedCopies } from '../../scripts/stack/postgres-account.mjs';
import type { Machine } from '../../scripts/stack/apt.mjs';
import { findChromium } from '../../scripts/stack/chromium-binary.mjs';
import { findRedis } from '../../scripts/stack/redis-binary.mjs';
import { findTemporal, type Ways } from '../../scripts/stack/temporal-binary.mjs';

const quiet = (_text: string): unknown => undefined;

describe('finding Temporal', () => {
  let cacheFolder: string;
  let tried: string[];

  beforeEach(async () => {
    cacheFolder = path.join(await mkdtemp(path.join(os.tmpdir(), 'lookup-')), 'temporal-cli');
    tried = [];
  });
  afterEach(() => rm(path.dirname(cacheFolder), { recursive: true }));

  /** Ways of which only the named ones work; a file "runs" when it was written by one of them. */
  function ways(works: { path?: boolean; cache?: boolean; download?: boolean; build?: boolean }): Ways {
    const fill = (name: 'download' | 'build') => async (target: string) => {
      tried.push(name);
      if (works[name] !== true) throw new Error(`${name} is not possible`);
      await writeFile(target, name);
    };
    return {
      onPath: () => (works.path === undefined ? null : '/elsewhere/temporal'),
      doesRun: async (binary) => {
        if (binary === '/elsewhere/temporal') return works.path === true;
        return (await readdir(path.dirname(binary)).catch((): string[] => [])).includes('temporal');
      },
      download: fill('download'),
      build: fill('build'),
    };
  }
  const cached = () => path.join(cacheFolder, 'temporal');
  const find = (works: Parameters<typeof ways>[0], say = quiet) =>
    findTemporal({ cacheFolder, ways: ways(works), say });

  test('takes the one on PATH before all others', async () => {
    expect(await find({ path: true, download: true, build: true })).toBe('/elsewhere/temporal');
    expect(tried).toEqual([]);
  });

  test('passes over one on PATH that does not run', async () => {
    expect(await find({ path: false, download: true })).toBe(cached());
  });

  test('takes the cached one before a download', async () => {
    await mkdir(cacheFolder);
    await writeFile(cached(), 'from before');
    expect(await find({ download: true })).toBe(cached());
    expect(tried).toEqual([]);
  });

  test('downloads before it builds, and both fill the cache', async () => {
    expect(await find({ download: true, build: true })).toBe(cached());
    expect(tried).toEqual(['download']);
    expect(await find({})).toBe(cached());
  });

  test('builds where no download is possible, and says why', async () => {
    const said: string[] = [];
    expect(await find({ build: true }, (text: string) => said.push(text))).toBe(cached());
    expect(tried).toEqual(['download', 'build']);
    expect(said).toEqual(['Temporal is not to be had by download (download is not possible).']);
  });

  test('names every way that failed, and what a person can do, when none is left', async () => {
    await expect(find({})).rejects.toThrow(/download is not possible[^]*build is not possible[^]*TEMPORAL_ADDRESS=/);
  });

  test('a way that fails half-way leaves nothing behind', async () => {
    const broken = ways({ build: true });
    broken.download = async (target) => {
      await writeFile(path.join(path.dirname(target), 'half.tar.gz'), 'half');
      throw new Error('cut off');
    };
    await findTemporal({ cacheFolder, ways: broken, say: quiet });
    expect(await readdir(cacheFolder)).toEqual(['temporal']);
    expect(await readdir(path.dirname(cacheFolder))).toEqual(['temporal-cli']);
  });

  test('what a command that was stopped in the middle left is swept', async () => {
    await mkdir(path.join(cacheFolder, 'unfinished-Xy12ab'), { recursive: true });
    await find({ download: true });
    expect(await readdir(cacheFolder)).toEqual(['temporal']);
  });

  test('two at once install once', async () => {
    await Promise.all([find({ download: true }), find({ download: true })]);
    expect(tried).toEqual(['download']);
  });
});

test('copies of PostgreSQL that were stopped in the middle are swept, whole ones and those at work are not', async () => {
  const programs = await mkdtemp(path.join(os.tmpdir(), 'programs-'));
  const kept = ['postgres-18.4.0-beta.17', `unfinished-${process.pid}-18.4.0`];
  for (const name of [...kept, `unfinished-${2 ** 22 + 1}-18.4.0`]) await mkdir(path.join(programs, name));
  await sweepUnfinishedCopies(programs);
  expect((await readdir(programs)).sort()).toEqual(kept);
  await rm(programs, { recursive: true });
});

describe('finding Redis and Chromium', () => {
  let ran: string[];
  let installed: Set<string>;
  beforeEach(() => {
    ran = [];
    installed = new Set();
    // The sign of life of an installation that only seems to happen.
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => void jest.restoreAllMocks());

  function machine(options: { root?: boolean; sudo?: boolean; aptWorks?: boolean }): Machine {
    return {
      onPath: (name) => (installed.has(name) ? `/bin/${name}` : null),
      doesRun: () => Promise.resolve(true),
      isRoot: () => options.root === true,
      run: (command, args) => {
        const line = [path.basename(command), ...args].join(' ');
        ran.push(line);
        if (line.startsWith('sudo -n true'))
          return Promise.resolve({ code: options.sudo === true ? 0 : 1, output: '' });
        const isInstall = line.includes(' install ');
        if (isInstall && options.aptWorks === true) installed.add(args.at(-1)!);
        return Promise.resolve({ code: isInstall && options.aptWorks !== true ? 100 : 0, output: 'apt says no' });
      },
    };
  }

  test.each(['redis-server', 'valkey-server'])('takes %s on PATH and installs nothing', async (name) => {
    installed.add(name);
    expect(await findRedis({ machine: machine({}), say: quiet })).toBe(`/bin/${name}`);
    expect(ran).toEqual([]);
  });

  test('installs with apt as root and switches the service of the package off', async () => {
    installed.add('apt-get');
    expect(await findRedis({ machine: machine({ root: true, aptWorks: true }), say: quiet })).toBe('/bin/redis-server');
    expect(ran[0]).toMatch(/^apt-get .*install -y --no-install-recommends redis-server$/);
    expect(ran.at(-1)).toMatch(/^(systemctl disable --now redis-server|service redis-server stop)$/);
  });

  test('installs with sudo where sudo asks for no password', async () => {
    for (const name of ['apt-get', 'sudo']) installed.add(name);
    expect(await findRedis({ machine: machine({ sudo: true, aptWorks: true }), say: quiet })).toBe('/bin/redis-server');
    expect(ran.filter((line) => line.includes('apt-get')).every((line) => line.startsWith('sudo -n '))).toBe(true);
  });

  test('never asks for a password: without one it tells the command instead', async () => {
    for (const name of ['apt-get', 'sudo']) installed.add(name);
    await expect(findRedis({ machine: machine({ sudo: false, aptWorks: true }), say: quiet })).rejects.toThrow(
      /brew install redis[^]*apt-get install redis-server[^]*dnf install valkey[^]*docker run/,
    );
    expect(ran).toEqual(['sudo -n true']);
  });

  test('refreshes the package lists once when apt fails, and then shows what apt said', async () => {
    installed.add('apt-get');
    await expect(findRedis({ machine: machine({ root: true }), say: quiet })).rejects.toThrow(/apt says no/);
    expect(ran.filter((line) => line.includes(' update'))).toHaveLength(1);
    expect(ran.filter((line) => line.includes(' install '))).toHaveLength(2);
  });

  const find = (options: Parameters<typeof machine>[0], env = {}) =>
    findChromium({ machine: machine(options), env, say: quiet });

  test.each(['chromium', 'chromium-browser', 'google-chrome-stable'])(
    'takes %s on PATH for a browser',
    async (name) => {
      for (const program of ['apt-get', name]) installed.add(program);
      expect(await find({ root: true, aptWorks: true })).toEqual({ binary: `/bin/${name}` });
      expect(await find({}, { CHROMIUM_PATH: '/mine/chrome' })).toEqual({ binary: '/mine/chrome' });
      expect(ran).toEqual([]);
    },
  );

  test('installs Chromium with apt where that needs no password, and does without one elsewhere', async () => {
    expect(await find({})).toEqual({ binary: null, reason: expect.stringMatching('CHROMIUM_PATH') as unknown });
    installed.add('apt-get');
    expect(await find({ root: true })).toEqual({
      binary: null,
      reason: expect.stringMatching('apt says no') as unknown,
    });
    expect(ran.filter((line) => line.includes(' install '))).toHaveLength(2);
    expect(await find({ root: true, aptWorks: true })).toEqual({ binary: '/bin/chromium' });
  });
});
