import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Lifetime } from '../../scripts/stack/lifetime.mjs';
import { isAlive } from '../../scripts/setup/process-identity.mjs';
import { freePort } from '../../scripts/stack/ports.mjs';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { startStack } from '../../scripts/stack/stack.mjs';
import { eventually } from '../support/eventually.js';

const quiet = (_text: string): unknown => undefined;
/** A process that does what a service does and nothing else. */
const healthy = `require('node:http').createServer((q, r) => r.end()).listen(Number(process.env.PORT), '127.0.0.1');`;
const healthyWorker = healthy.replace('PORT', 'WORKER_HEALTH_PORT');
const notingPid = `require('node:fs').writeFileSync(__filename + '.pid', String(process.pid));`;

let base: string;
let folder: string;
let lifetimes: Lifetime[];

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-stack-test-'));
  folder = path.join(base, 'state');
  lifetimes = [];
});
afterEach(async () => {
  // Also after an assertion that failed.
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
  await mkdir(path.join(entryFolder, 'bin'), { recursive: true });
  await writeFile(path.join(entryFolder, 'bin', 'check-settings.js'), '');
  await writeFile(path.join(entryFolder, 'bin', 'migrate.js'), sources.migrate ?? '');
  await writeFile(path.join(entryFolder, 'bin', 'sample-data.js'), '');
  await writeFile(path.join(entryFolder, 'bin', 'api.js'), sources.api ?? healthy);
  await writeFile(path.join(entryFolder, 'bin', 'worker.js'), sources.worker ?? healthyWorker);
  return entryFolder;
}

/** What was started, by the logs. */
const started = async (): Promise<string[]> =>
  (await readdir(path.join(folder, 'logs')).catch((): string[] => []))
    .map((file) => path.basename(file, '.log'))
    .sort();

/** Real services for the test run are in the environment already; those addresses save starting more of them here. */
function start(lifetime: Lifetime, entryFolder: string, env: NodeJS.ProcessEnv = process.env) {
  return startStack({ lifetime, folder, sampleLeads: 10, env, hasUsualPorts: false, say: quiet, entryFolder });
}

describe('a stack that does not come up', () => {
  test('is taken down again, own services included, when the API fails; the error shows its last words', async () => {
    const entryFolder = await programs({
      api: `console.error('no such relation'); process.exit(7);`,
      worker: `${notingPid} ${healthyWorker}`,
    });
    const lifetime = newLifetime();
    const env = { ...process.env, REDIS_URL: '' };
    await expect(start(lifetime, entryFolder, env)).rejects.toThrow(
      /^API ended while starting \(exit code 7\)[^]*no such relation/,
    );
    expect(await started()).toEqual(['api', 'redis', 'worker']);
    const worker = Number(await readFile(path.join(entryFolder, 'bin', 'worker.js.pid'), 'utf8'));
    const redis = Number(/^\d+/.exec(await readFile(path.join(folder, 'logs', 'redis.log'), 'utf8'))?.[0]);
    expect([redis, worker].map(isAlive)).toEqual([true, true]);

    await lifetime.end();
    expect([redis, worker].map(isAlive)).toEqual([false, false]);
    expect(await readdir(folder)).not.toContain('stack.json');
  });

  test('starts neither API nor worker when the migration fails', async () => {
    const entryFolder = await programs({ migrate: `console.error('cannot migrate'); process.exit(1);` });
    const lifetime = newLifetime();
    await expect(start(lifetime, entryFolder)).rejects.toThrow(/migration of the database failed:[^]*cannot migrate/);
    expect(await started()).toEqual([]);
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
    expect(await started()).toEqual([]);
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

test('a state folder belongs to one launcher at a time, and the refusal tells what to do', async () => {
  const entryFolder = await programs({});
  const first = newLifetime();
  const { description } = await start(first, entryFolder);
  await expect(start(newLifetime(), entryFolder)).rejects.toThrow(
    new RegExp(`already running on .*state \\(process ${process.pid}\\): ${description.api}\\.\n.*STATE_DIR=`),
  );
  await first.end();
  await start(newLifetime(), entryFolder);
});

/** A command with a service, and with a process that it started and whose parent has ended. */
const command = (undo: string): string => `
  import { execFileSync } from 'node:child_process';
  import { ProcessSet } from '${path.resolve('scripts')}/stack/process-set.mjs';
  import { removeStateAtEnd, runInGroup } from '${path.resolve('scripts')}/stack/process-group.mjs';
  import { startRedis } from '${path.resolve('scripts')}/stack/redis.mjs';
  await runInGroup(async (lifetime) => {
    removeStateAtEnd(lifetime, '${folder}', { isThrowAway: true });
    const processes = new ProcessSet();
    lifetime.defer(() => ${undo});
    const redis = await startRedis({ dir: '${folder}/redis', started: processes.add });
    const orphan = Number(execFileSync('sh', ['-c', 'sleep 1000 >/dev/null 2>&1 & echo $!']));
    console.log(JSON.stringify({ leader: process.pid, redis: redis.pid, orphan }));
    return new Promise(() => undefined);
  });`;

describe('a command', () => {
  test.each<[how: string, undo: string, end: (pids: { guardian: number; leader: number }) => void, exit: unknown[]]>([
    ['is ended by Ctrl-C', 'processes.kill()', ({ guardian }) => process.kill(guardian, 'SIGINT'), [130, null]],
    [
      'is ended by a second Ctrl-C, where the first one hangs',
      `(console.log('hanging'), new Promise(() => undefined))`,
      ({ guardian }) => process.kill(guardian, 'SIGINT'),
      [130, null],
    ],
    ['is killed', 'processes.kill()', ({ leader }) => process.kill(leader, 'SIGKILL'), [137, null]],
    [
      'has its guardian killed',
      'processes.kill()',
      ({ guardian }) => process.kill(guardian, 'SIGKILL'),
      [null, 'SIGKILL'],
    ],
  ])('that %s leaves no process and no throw-away folder behind', async (_, undo, end, exit) => {
    const script = path.join(base, 'command.mjs');
    await writeFile(script, command(undo));
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(child, 'exit');
    const pids = JSON.parse(await untilItPrints(child)) as { leader: number; redis: number; orphan: number };
    const all = Object.values(pids);
    expect(all.map(isAlive)).toEqual([true, true, true]);
    try {
      const said = undo.includes('hanging') && untilItPrints(child);
      end({ guardian: child.pid!, leader: pids.leader });
      if (said !== false) {
        await said;
        // Not one more: the same signal, right after, would be the one that npm passes on.
        await eventually(() => child.exitCode !== null || (child.kill('SIGINT'), false));
      }
      expect(await exited).toEqual(exit);
      const isAllGone = () => Promise.resolve(!all.some(isAlive) && !existsSync(folder));
      await eventually(isAllGone, 30_000);
    } finally {
      for (const pid of all) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
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
