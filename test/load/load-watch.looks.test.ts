import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { LoadWatch, type OnBrokenProbe } from '../../src/load/load-watch.js';
import type { Hold } from '../../src/operations/hold.js';
import type { HoldLimits, ServerLoad } from '../../src/load/probes.js';

const LIMITS: HoldLimits = {
  ...{ blockedSessions: 1, lockWaits: 10, activeConnectionsPercent: 80, replicationLagMb: 1_024, chunkP95Ms: 5_000 },
};
const IDLE: ServerLoad = { blockedSessions: 0, lockWaits: 0, activeConnectionsPercent: 5, replicationLagMb: 0 };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function watch(limits: Partial<HoldLimits> = {}) {
  const server = {
    load: IDLE,
    /** In place of an answer. */
    fault: null as (() => Promise<ServerLoad>) | null,
    looks: 0,
  };
  const broken: [string, string][] = [];
  const onBroken: OnBrokenProbe = (probe, error) => void broken.push([probe, (error as Error).name]);
  const load = new LoadWatch({
    limits: { ...LIMITS, ...limits },
    readServerLoad() {
      server.looks++;
      return server.fault ? server.fault() : Promise.resolve(server.load);
    },
    onBroken,
    now: () => Date.now(),
  });
  return { load, server, broken };
}

test('a hundred batches that look at their chunks for ten seconds cost ten looks', async () => {
  const { load, server } = watch();
  const endsAtMs = Date.now() + 10_000;
  const batches = Array.from({ length: 100 }, () =>
    load.during(
      async () => {
        while (Date.now() < endsAtMs) {
          await load.look();
          await new Promise((resolve) => setTimeout(resolve, 7));
        }
      },
      () => undefined,
    ),
  );
  await jest.advanceTimersByTimeAsync(10_100);
  await Promise.all(batches);
  expect(server.looks).toBeGreaterThanOrEqual(9);
  expect(server.looks).toBeLessThanOrEqual(11);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(server.looks).toBeLessThanOrEqual(11); // nobody is at work
});

test('who waits for a chunk while it is open is known at its end', async () => {
  const { load, server } = watch();
  await load.look();
  server.load = { ...IDLE, blockedSessions: 1 };
  const found: Hold[] = [];
  const chunk = (ms: number) =>
    load.during(
      () => new Promise((resolve) => setTimeout(resolve, ms)),
      (hold) => void found.push(hold),
    );
  const long = chunk(3_900);
  await jest.advanceTimersByTimeAsync(3_950);
  await long;
  expect(found).toEqual([{ kind: 'blocked_sessions', reason: 'sessions that wait for a worker: 1 (limit 1)' }]);
  server.load = IDLE; // its transaction has ended
  await jest.advanceTimersByTimeAsync(1_000);
  // What was seen before a chunk says nothing of it.
  const short = chunk(500);
  await jest.advanceTimersByTimeAsync(600);
  await short;
  expect(found).toHaveLength(1);
});

test('a look that PostgreSQL answers only behind the COMMIT does not hide who waited before', async () => {
  const { load, server } = watch();
  server.load = { ...IDLE, blockedSessions: 1 };
  const found: Hold[] = [];
  const chunk = load.during(
    () => new Promise((resolve) => setTimeout(resolve, 2_500)),
    (hold) => void found.push(hold),
  );
  await jest.advanceTimersByTimeAsync(1_500);
  server.fault = () => new Promise((resolve) => setTimeout(() => resolve(IDLE), 1_000));
  await jest.advanceTimersByTimeAsync(1_600);
  await chunk;
  expect(server.looks).toBe(2);
  expect(found).toHaveLength(1);
});

test.each<[string, Partial<ServerLoad>, string | null]>([
  ['nothing', {}, null],
  ['less than the limits', { lockWaits: 9, activeConnectionsPercent: 79, replicationLagMb: 1_023 }, null],
  ['waits for locks', { lockWaits: 10 }, 'sessions that wait for locks: 10 (limit 10)'],
  ['connections', { activeConnectionsPercent: 93 }, 'connections at work: 93 % (limit 80 %)'],
  ['a replica', { replicationLagMb: 2_000 }, 'replica behind by: 2000 MB (limit 1024 MB)'],
  ['two at once', { lockWaits: 12, blockedSessions: 3 }, 'sessions that wait for a worker: 3 (limit 1)'],
])('of %s the hold says why', async (_, found, reason) => {
  const { load, server } = watch();
  server.load = { ...IDLE, ...found };
  expect((await load.look())?.reason ?? null).toBe(reason);
});

test('slow chunks of this process hold, and no longer once they are old', async () => {
  const { load } = watch();
  for (let i = 0; i < 20; i++) load.addChunk(6_000);
  expect(await load.look()).toMatchObject({ kind: 'slow_chunks' });
  jest.setSystemTime(Date.now() + 30_000);
  expect(await load.look()).toBeNull();
});

test('a limit of 0 turns a probe off', async () => {
  const off = { blockedSessions: 0, lockWaits: 0, activeConnectionsPercent: 0, replicationLagMb: 0, chunkP95Ms: 0 };
  const { load, server, broken } = watch(off);
  for (let i = 0; i < 20; i++) load.addChunk(6_000);
  server.load = { blockedSessions: 9, lockWaits: 99, activeConnectionsPercent: 100, replicationLagMb: null };
  expect(await load.look()).toBeNull();
  expect(broken).toEqual([]);
});

test('what the role may not see is reported once a minute and holds nobody; the other probes see', async () => {
  const { load, server, broken } = watch();
  server.load = { ...IDLE, activeConnectionsPercent: null, replicationLagMb: null };
  for (let second = 0; second <= 60; second++) {
    expect(await load.look()).toBeNull();
    jest.setSystemTime(Date.now() + 1_000);
  }
  const blind = [
    ['active_connections', 'ProbeBlind'],
    ['replication_lag', 'ProbeBlind'],
  ];
  expect(broken).toEqual([...blind, ...blind]);
  server.load = { ...server.load, lockWaits: 10 };
  expect(await load.look()).toMatchObject({ kind: 'lock_waits' });
});

test.each<[string, () => Promise<ServerLoad>, number[]]>([
  ['refuses', () => Promise.reject(new Error('permission denied')), [0, 2, 6, 14, 30, 60]],
  ['is silent', () => new Promise(() => undefined), [0, 5, 12, 23, 42]],
])('a server that %s holds nobody, is reported, and is asked again more and more seldom', async (_, fault, at) => {
  const { load, server, broken } = watch();
  for (let i = 0; i < 20; i++) load.addChunk(6_000);
  const asked: number[] = [];
  let second = 0;
  server.fault = () => {
    asked.push(second);
    return fault();
  };
  const first = load.look();
  for (; second < 62; second++) {
    void load.look();
    await jest.advanceTimersByTimeAsync(1_000);
  }
  // What needs no server is seen all the same.
  expect(await first).toMatchObject({ kind: 'slow_chunks' });
  expect(asked).toEqual(at);
  expect(broken.length).toBeLessThanOrEqual(2);
  server.fault = null;
  server.load = { ...IDLE, lockWaits: 10 };
  await jest.advanceTimersByTimeAsync(30_000);
  expect(await load.look()).toMatchObject({ kind: 'lock_waits' });
});
