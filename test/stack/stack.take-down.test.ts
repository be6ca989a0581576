import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Lifetime } from '../../scripts/stack/lifetime.mjs';
import { claimFolder, readTrail, removeTrail } from '../../scripts/stack/pid-trail.mjs';
import { isAlive } from '../../scripts/setup/process-identity.mjs';
import { ProcessSet } from '../../scripts/stack/process-set.mjs';
import { freePort } from '../../scripts/stack/ports.mjs';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { startStack } from '../../scripts/stack/stack.mjs';

const quiet = (_text: string): unknown => undefined;
/** A process that does what a service does and nothing else. */
const healthy = `require('node:http').createServer((q, r) => r.end()).listen(Number(process.env.PORT), '127.0.0.1');`;
const healthyWorker = healthy.replace('PORT', 'WORKER_HEALTH_PORT');

let base: string;
let folder: string;
let lifetimes: Lifetime[];

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-stack-test-'));
  folder = path.join(base, 'state');
  lifetimes = [];
});
afterEach(async () => {
  // Also after an assertion that failed: what a stack starts is detached and would live for ever.
  for (const lifetime of lifetimes) await lifetime.end();
  await rm(base, { recursive: true, force: true, maxRetries: 5 });
});

function newLifetime(): Lifetime {
  const lifetime = new Lifetime();
  lifetimes.push(lifetime);
  return lifetime;
}

/** Resolves when it prints, and fails when it ends without a word. */
async function untilItPrints(child: ChildProcess & { readonly stdout: Readable }): Promise<string> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${String(code)}`)));
  const [data] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  return data.toString();
}

/** The compiled program, as far as the launcher knows it. */
async function programs(sources: { migrate?: string; api?: string; worker?: string }): Promise<string> {
  const entryFolder = path.join(base, 'program');
  await mkdir(path.join(entryFolder, 'db'), { recursive: true });
  await writeFile(path.join(entryFolder, 'check-settings.js'), '');
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
    const lifetime = newLifetime();
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
    const lifetime = newLifetime();
    await expect(start(lifetime, entryFolder)).rejects.toThrow(/migration of the database failed:[^]*cannot migrate/);
    expect(readTrail(folder)?.processes).toEqual([]);
    await lifetime.end();
  });

  test('starts nothing at all when the asked port is busy', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const PORT = String((other.address() as AddressInfo).port);
    const lifetime = newLifetime();
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
    const lifetime = newLifetime();
    const { description } = await start(lifetime, await programs({}));
    expect(Object.keys(description.pids).sort()).toEqual(['api', 'worker']);
    expect(description.databaseUrl).toBe(process.env.DATABASE_URL);
    expect((await fetch(description.api)).ok).toBe(true);

    await lifetime.end();
    expect(Object.values(description.pids).filter(isAlive)).toEqual([]);
    expect(existsSync(path.join(folder, 'stack.json'))).toBe(false);
  });

  test('reports a process that dies by itself', async () => {
    const { description, processes } = await start(newLifetime(), await programs({}));
    const death = processes.firstToDie();
    const { worker } = description.pids;
    expect(worker).toBeGreaterThan(1); // 0 would be the process group of the tests
    process.kill(worker!, 'SIGKILL');
    expect((await death).name).toBe('Worker');
  });

  test('reports none that was stopped', async () => {
    const lifetime = newLifetime();
    const { processes } = await start(lifetime, await programs({}));
    const report = processes.firstToDie().then(({ name }) => name);
    await lifetime.end();
    expect(await Promise.race([report, delay(100, 'silent')])).toBe('silent');
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
    const { identityOf } = await import('../../scripts/setup/process-identity.mjs');
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
    await untilItPrints(launcher);
    const [redis] = readTrail(folder)?.processes ?? [];
    expect(isAlive(redis?.pid ?? 0)).toBe(true);

    launcher.kill('SIGKILL');
    const deadline = Date.now() + 10_000;
    while ((isAlive(redis?.pid ?? 0) || existsSync(folder)) && Date.now() < deadline) await delay(50);
    expect(isAlive(redis?.pid ?? 0)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test('takes along what the command it ran has started', async () => {
    const scripts = path.resolve('scripts');
    const server = `console.log(process.pid); setInterval(() => {}, 1000);`;
    const command = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(server)}], { stdio: 'inherit' });`;
    const launcher = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { Lifetime } from '${scripts}/stack/lifetime.mjs';
         import { ProcessSet } from '${scripts}/stack/process-set.mjs';
         import { runInGroup } from '${scripts}/stack/run-in-group.mjs';
         const processes = await ProcessSet.open('${folder}', { isThrowAway: true });
         await runInGroup(new Lifetime(), process.execPath, ['-e', ${JSON.stringify(command)}], { processes });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = Number(await untilItPrints(launcher));
    expect(pid).toBeGreaterThan(1);

    launcher.kill('SIGKILL');
    const deadline = Date.now() + 15_000;
    while (isAlive(pid) && Date.now() < deadline) await delay(50);
    const isLeft = isAlive(pid);
    if (isLeft) process.kill(pid, 'SIGKILL');
    expect(isLeft).toBe(false);
  });
});

describe('Redis of the local stack', () => {
  test('takes another port, once, when the one it chose was taken before it could bind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as AddressInfo).port;
    const ports = [taken, await freePort(), taken, taken];
    const choose = () => Promise.resolve(ports.shift()!);
    const redis = await startRedis({ dir: folder, choose });
    await redis.kill();
    expect(redis.port).not.toBe(taken);
    await expect(startRedis({ dir: folder, choose })).rejects.toThrow('Address already in use');
    await expect(startRedis({ dir: folder, port: taken })).rejects.toThrow('Address already in use');
    other.close();
  });

  test('asks for a password, which is in no list of processes and in no file of others', async () => {
    const { Redis } = await import('ioredis');
    const redis = await startRedis({ dir: folder });
    const { password } = new URL(redis.url);
    expect(password).toMatch(/^[0-9a-f]{36}$/);
    const stranger = new Redis({ port: redis.port, retryStrategy: () => null, enableReadyCheck: false });
    stranger.on('error', () => undefined);
    await expect(stranger.get('x')).rejects.toThrow('NOAUTH');
    stranger.disconnect();
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-p', String(redis.pid), '-o', 'args=']);
    expect(stdout).toContain('redis');
    expect(stdout).not.toContain(password);
    for (const file of ['redis.conf', 'password']) {
      expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
    }
    await redis.stop();
  });

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
