import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Lifetime } from '../../scripts/stack/lifetime.mjs';
import { claimFolder, readTrail, removeTrail } from '../../scripts/stack/pid-trail.mjs';
import { isAlive } from '../../scripts/stack/process-identity.mjs';
import { ProcessSet } from '../../scripts/stack/process-set.mjs';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { startStack } from '../../scripts/stack/stack.mjs';

const quiet = (_text: string): unknown => undefined;
/** A process that does what a service does and nothing else. */
const healthy = `require('node:http').createServer((q, r) => r.end()).listen(Number(process.env.PORT), '127.0.0.1');`;
const healthyWorker = healthy.replace('PORT', 'WORKER_HEALTH_PORT');

let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-stack-test-'));
  folder = path.join(base, 'state');
});
afterEach(() => rm(base, { recursive: true, force: true, maxRetries: 5 }));

/** The compiled program, as far as the launcher knows it. */
async function programs(sources: { migrate?: string; api?: string; worker?: string }): Promise<string> {
  const entryFolder = path.join(base, 'program');
  await mkdir(path.join(entryFolder, 'db'), { recursive: true });
  await writeFile(path.join(entryFolder, 'db', 'migrate.js'), sources.migrate ?? '');
  await writeFile(path.join(entryFolder, 'db', 'sample-data.js'), '');
  await writeFile(path.join(entryFolder, 'main.js'), sources.api ?? healthy);
  await writeFile(path.join(entryFolder, 'worker.js'), sources.worker ?? healthyWorker);
  return entryFolder;
}

/** Real services for the test run are in the environment already; those addresses save starting more of them here. */
function start(lifetime: Lifetime, entryFolder: string, env: NodeJS.ProcessEnv = process.env) {
  return startStack({ lifetime, folder, sampleLeads: 10, env, hasUsualPorts: false, say: quiet, entryFolder });
}

describe('a stack that does not come up', () => {
  test('is taken down again, own services included, when the API fails; the error shows its last words', async () => {
    const entryFolder = await programs({ api: `console.error('no such relation'); process.exit(7);` });
    const lifetime = new Lifetime();
    const env = { ...process.env, REDIS_URL: '' };
    await expect(start(lifetime, entryFolder, env)).rejects.toThrow(
      /^API ended while starting \(exit code 7\)[^]*no such relation/,
    );
    const started = readTrail(folder)?.processes ?? [];
    expect(started.map(({ name }) => name).sort()).toEqual(['API', 'Redis', 'Worker']);

    await lifetime.end();
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(existsSync(path.join(folder, 'stack.json'))).toBe(false);
    expect(readTrail(folder)).toBeNull();
  });

  test('starts neither API nor worker when the migration fails', async () => {
    const entryFolder = await programs({ migrate: `console.error('cannot migrate'); process.exit(1);` });
    const lifetime = new Lifetime();
    await expect(start(lifetime, entryFolder)).rejects.toThrow(/migration of the database failed:[^]*cannot migrate/);
    expect(readTrail(folder)?.processes).toEqual([]);
    await lifetime.end();
  });

  test('starts nothing at all when the asked port is busy', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const PORT = String((other.address() as AddressInfo).port);
    const lifetime = new Lifetime();
    await expect(start(lifetime, await programs({}), { ...process.env, PORT })).rejects.toThrow(
      new RegExp(`^Port ${PORT} for the API \\(PORT\\) is in use`),
    );
    expect(readTrail(folder)?.processes).toEqual([]);
    await lifetime.end();
    other.close();
  });
});

describe('a stack that is up', () => {
  test('tells its addresses to this account only, and stops what it started', async () => {
    const lifetime = new Lifetime();
    const { description } = await start(lifetime, await programs({}));
    expect(Object.keys(description.pids).sort()).toEqual(['api', 'worker']);
    expect(description.databaseUrl).toBe(process.env.DATABASE_URL);
    expect((await fetch(description.api)).ok).toBe(true);

    await lifetime.end();
    expect(Object.values(description.pids).filter(isAlive)).toEqual([]);
    expect(existsSync(path.join(folder, 'stack.json'))).toBe(false);
  });

  test('reports a process that dies by itself, and none that was stopped', async () => {
    const lifetime = new Lifetime();
    const { description, processes } = await start(lifetime, await programs({}));
    const death = processes.firstToDie();
    process.kill(description.pids.worker ?? 0, 'SIGKILL');
    expect((await death).name).toBe('Worker');

    const second = Promise.race([
      processes.firstToDie().then(() => 'reported'),
      lifetime.end().then(() => delay(100, 'silent')),
    ]);
    // The worker is dead already, so that a stack that is being stopped has nothing more to report but it.
    expect(['silent', 'reported']).toContain(await second);
  });
});

describe('a state folder', () => {
  test('belongs to one launcher at a time, and the refusal tells what to do', async () => {
    const processes = await ProcessSet.open(folder, { say: quiet });
    await expect(claimFolder(folder, { isThrowAway: false, say: quiet })).rejects.toThrow(
      /already running on .*state \(process \d+\)[^]*STATE_DIR=/,
    );
    await processes.stop();
    await claimFolder(folder, { isThrowAway: false, say: quiet });
    removeTrail(folder);
  });

  test('of a launcher that died is cleared of what still runs there', async () => {
    const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await mkdir(folder);
    const dead = { pid: 2 ** 22 + 1, identity: '1' };
    const { identityOf } = await import('../../scripts/stack/process-identity.mjs');
    const noted = {
      name: 'Redis',
      pid: sleeper.pid ?? 0,
      identity: identityOf(sleeper.pid ?? 0),
      stopSignal: 'SIGTERM',
    };
    await writeFile(
      path.join(folder, 'pids.json'),
      JSON.stringify({ launcher: dead, isThrowAway: false, processes: [noted] }),
    );

    const said: string[] = [];
    await claimFolder(folder, { isThrowAway: false, say: (text: string) => said.push(text) });
    expect(said).toEqual([expect.stringContaining(`left running: Redis ${noted.pid}`)]);
    expect(isAlive(noted.pid)).toBe(false);
    removeTrail(folder);
  });

  test('a process that got the number of a noted one is left alone', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await mkdir(folder);
    const noted = { name: 'Redis', pid: stranger.pid, identity: 'another start time', stopSignal: 'SIGTERM' };
    const dead = { pid: 2 ** 22 + 1, identity: '1' };
    await writeFile(
      path.join(folder, 'pids.json'),
      JSON.stringify({ launcher: dead, isThrowAway: false, processes: [noted] }),
    );
    await claimFolder(folder, { isThrowAway: false, say: quiet });
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill('SIGKILL');
    removeTrail(folder);
  });
});

describe('a launcher that is killed with -9', () => {
  test('leaves no process and no throw-away folder behind', async () => {
    const scripts = path.resolve('scripts');
    const launcher = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { ProcessSet } from '${scripts}/stack/process-set.mjs';
         import { startRedis } from '${scripts}/stack/redis.mjs';
         const processes = await ProcessSet.open('${folder}', { isThrowAway: true });
         await startRedis({ dir: '${folder}/redis', isDetached: true, started: processes.add });
         console.log('up');
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => launcher.stdout.once('data', resolve));
    const [redis] = readTrail(folder)?.processes ?? [];
    expect(isAlive(redis?.pid ?? 0)).toBe(true);

    launcher.kill('SIGKILL');
    const deadline = Date.now() + 10_000;
    while ((isAlive(redis?.pid ?? 0) || existsSync(folder)) && Date.now() < deadline) await delay(50);
    expect(isAlive(redis?.pid ?? 0)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('Redis of the local stack', () => {
  test('started again in the same folder after a kill has what it had', async () => {
    const { Redis } = await import('ioredis');
    const first = await startRedis({ dir: folder });
    const before = new Redis(first.url);
    await before.config('SET', 'appendfsync', 'always');
    await before.set('bulk_gate:lock:1:delete_leads_bulk', 'job_x', 'EX', 600);
    before.disconnect();
    await first.kill();

    const second = await startRedis({ dir: folder, port: first.port });
    const after = new Redis(second.url);
    expect(await after.get('bulk_gate:lock:1:delete_leads_bulk')).toBe('job_x');
    expect(await after.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    after.disconnect();
    await second.stop();
    expect(isAlive(second.pid)).toBe(false);
  });
});
