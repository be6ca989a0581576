import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { ApiProcess } from '../../support/api-process.js';
import { testToken } from '../../support/test-token.js';
import { eventually } from '../../support/eventually.js';
import { HttpSocket } from '../../support/http-socket.js';
import { sessions, whileLocked } from '../../support/locks.js';
import { type System, withSystem } from '../../support/system.js';

/** The defaults: other tests raise them. */
const DEFAULTS = {
  STARTS_PER_MINUTE: '',
  REQUESTS_PER_MINUTE: '',
  FAILED_AUTHENTICATIONS_PER_MINUTE: '',
  MAX_STREAMS_PER_CREDENTIAL: '',
};
const ATTACK_MS = 5_000;
/** Of what the same visitor waits for, by turns, at an API that nobody attacks, or of 100 ms where that is faster. */
const MAX_FACTOR = 10;
const LEAST_USUAL_MS = 100;

interface Attacked {
  readonly api: ApiProcess;
  readonly system: System;
  /** Aborted when it is over. */
  readonly over: AbortSignal;
}

const PIPELINED = 5_000;
const SEARCHES = 100;

/** Sends all requests at once on one connection, and again on the next one when it has been closed. */
async function pipeline({ api, over }: Attacked, line: string, header: (n: number) => string): Promise<void> {
  // Written in one piece: the victim is measured from this process.
  const requests = Array.from({ length: PIPELINED }, (_, n) => `${line} HTTP/1.1\r\nHost: x\r\n${header(n)}\r\n`).join(
    '',
  );
  while (!over.aborted) {
    const { socket } = await HttpSocket.connect(api.url);
    const closed = finished(socket, { readable: true, writable: false, signal: over }).catch(() => undefined);
    socket.write(requests, 'latin1');
    await closed;
    socket.destroy();
  }
}

/**
 * Searches that take as long as they may, because their table is locked; one after the other: a burst of them, or of their
 * refusals, would be a matter of the processor, and what is shown here is the pool.
 */
async function search({ api, system, over }: Attacked, paths: readonly string[]): Promise<void> {
  const headers = { authorization: `Bearer ${await testToken(1, 'viewer', 'attacker')}` };
  await whileLocked(system.database, 'LOCK TABLE leads IN ACCESS EXCLUSIVE MODE', async () => {
    const ask = async (n: number): Promise<void> => {
      await delay((n * ATTACK_MS) / SEARCHES);
      // No two alike: those would be one read.
      const path = paths[n % paths.length]!.replace('nobody', `nobody${n}`).replace('500', String(500 - n));
      const asked = fetch(`${api.url}${path}`, { headers, signal: over });
      await asked.then((answer) => answer.text()).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: SEARCHES }, (_, n) => ask(n)));
  });
}

const ATTACKS: Readonly<Record<string, (attacked: Attacked) => Promise<void>>> = {
  'readiness, pipelined, without a credential': (attacked) => pipeline(attacked, 'GET /health/ready', () => ''),
  'wrong keys, pipelined': (attacked) =>
    pipeline(attacked, 'GET /api/v1/leads', (n) => `Authorization: Bearer bg_2_${'a'.repeat(12)}_wrong-${n}\r\n`),
  'a hundred slow searches': (attacked) => search(attacked, ['/api/v1/leads?text=nobody', '/api/v1/leads?limit=500']),
};

interface Visit {
  readonly faults: string[];
  readonly ms: number[];
}

/**
 * Asks for what a person sees first, again and again, by turns at each of the APIs: what else the machine does, the
 * attacker's own work included, makes all of them slow alike.
 */
async function visit(apis: readonly ApiProcess[], token: string, isOver: () => boolean): Promise<Visit[]> {
  const paths = ['/api/v1/jobs', '/health/ready', '/api/v1/calls', '/api/v1/gate'];
  const visits = apis.map((): Visit => ({ faults: [], ms: [] }));
  for (let n = 0; !isOver(); n++) {
    const path = paths[n % paths.length]!;
    for (const [which, { ask }] of apis.entries()) {
      const since = performance.now();
      const { status } = await ask(path, { token, headers: { connection: 'close' } });
      if (status !== 200) visits[which]!.faults.push(`${status} ${path}`);
      visits[which]!.ms.push(performance.now() - since);
    }
    await delay(30);
  }
  return visits;
}

/** The slowest but of hundreds: who takes all connections of the pool keeps few requests waiting, and those for seconds. */
const p99 = (ms: readonly number[]): number => [...ms].sort((a, b) => a - b)[Math.floor(ms.length * 0.99)]!;

test('whatever one caller does at its worst, another business is served, in its usual time', async () => {
  await withSystem({ policies: {}, environment: DEFAULTS }, async (system) => {
    const [api, spared] = await Promise.all([system.startApi(), system.startApi()]);
    const token = await testToken(2, 'viewer', 'victim');
    const during = async (work: Promise<unknown>): Promise<Visit[]> => {
      let isOver = false;
      const visiting = visit([api, spared], token, () => isOver);
      await work.finally(() => (isOver = true));
      return visiting;
    };
    await during(delay(500)); // Code is compiled, pools are filled.
    for (const [name, attack] of Object.entries(ATTACKS)) {
      const over = AbortSignal.timeout(ATTACK_MS);
      const [attacked, usual] = await during(attack({ api, system, over }));
      const figures = [attacked!, usual!].map(({ ms }) => Math.round(p99(ms)));
      process.stderr.write(`${name}: p99 of ${attacked!.ms.length}, and beside it: ${figures.join(', ')} ms\n`);
      expect([name, attacked!.faults, usual!.faults]).toEqual([name, [], []]);
      const isServed = p99(attacked!.ms) < MAX_FACTOR * Math.max(LEAST_USUAL_MS, p99(usual!.ms));
      expect([name, isServed]).toEqual([name, true]);
    }
    // What was searched for ended with its clients.
    const ofReads = "state = 'active' AND query LIKE '%FROM leads%'";
    await eventually(async () => (await sessions(system.dataSource, ofReads)) === 0);
  });
}, 120_000);
