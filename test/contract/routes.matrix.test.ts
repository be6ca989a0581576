import { expect, test as testApart } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { type Permission, PERMISSIONS, type Role, ROLES } from '../../src/access/permissions.js';
import { acceptedJob } from '../support/accepted-job.js';
import { shareApi } from '../support/shared-api.js';
import { type TestApi } from '../support/api.js';
import { addImportWithFailedRow } from '../support/imports.js';
import { addCall } from '../support/calls.js';
import { checksum } from '../support/checksum.js';
import { goodPath, routes } from '../support/contract.js';
import { REFUSED, tokenOf } from './credentials.js';
import { type Decision, DECISIONS } from './route-decisions.js';

const test = shareApi();

/** Who may do what, written down a second time: a change of the roles table is a change of this one, too. */
const MAY: Readonly<Record<Permission, readonly Role[]>> = {
  read: ['viewer', 'operator', 'admin'],
  results: ['operator', 'admin'],
  start: ['operator', 'admin'],
  control: ['operator', 'admin'],
  imports: ['operator', 'admin'],
  consents: ['admin'],
  erase: ['admin'],
  break_glass: ['admin'],
  channels: ['admin'],
  keys: ['admin'],
  audit: ['admin'],
};

testApart('every route has a decision, every decision a route, and both say the same', () => {
  expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(DECISIONS).sort());
  expect([...PERMISSIONS].sort()).toEqual(Object.keys(MAY).sort());
  for (const { name, method, doc } of routes) {
    const { needs, audited } = DECISIONS[name]!;
    expect([name, doc['x-needs']]).toEqual([name, needs]);
    // What changes something leaves an entry.
    if (method !== 'GET') expect([name, audited]).not.toEqual([name, null]);
    expect([name, doc['x-audited'] ?? null]).toEqual([name, audited]);
  }
});

/** An API key of business 1, made over the API by an admin, and revoked where it is to be. */
async function apiKey(api: TestApi, isRevoked: boolean): Promise<{ readonly id: string; readonly key: string }> {
  const token = await tokenOf({ businessId: 1, role: 'admin' });
  const { body } = DECISIONS['POST /api/v1/keys']!;
  const made = await api.ask<{ id: string; key: string }>('/api/v1/keys', {
    token,
    body: { ...(body as object), role: 'admin' },
  });
  expect(made.status).toBe(201);
  if (isRevoked) {
    const revoked = await api.ask(`/api/v1/keys/${made.body.id}`, { method: 'DELETE', token });
    expect(revoked.status).toBe(200);
  }
  return made.body;
}

/** A thing of business 1 for a route that asks for one, in a state in which asking changes nothing. */
async function thingOf(api: TestApi, { asksFor }: Decision): Promise<string> {
  if (asksFor === 'key') return (await apiKey(api, false)).id;
  if (asksFor === 'import') return addImportWithFailedRow(api.dataSource);
  if (asksFor === 'call') return addCall(api.dataSource, { path: '/one.wav' });
  if (asksFor !== 'job') return uuidV7();
  const id = await acceptedJob(api.dataSource);
  await api.dataSource.query(
    `UPDATE jobs SET status = 'completed', started_at = now(), finished_at = now(), total = 0, not_attempted = 0
     WHERE id = $1`,
    [id],
  );
  return id;
}

test('every route lets in who may, and nobody else, whatever credential is shown', async (api) => {
  let business = 100;
  const { key: revoked } = await apiKey(api, true);
  for (const route of routes) {
    const { name } = route;
    const decision = DECISIONS[name]!;
    const { needs, asksFor, body, good, isEndless, headers = {} } = decision;
    const method = isEndless ? 'HEAD' : route.method;
    const at = goodPath(route, await thingOf(api, decision));
    const answers: Record<string, number> = {};
    const expected: Record<string, number> = {};
    const ask = async (who: string, token: string | null, wanted: number): Promise<void> => {
      // Who may not is refused before the body is looked at.
      const isRefused = wanted >= 400 && wanted !== good && route.method !== 'GET';
      answers[who] = (await api.ask(at, { method, token, headers, body: isRefused ? 'no JSON at all' : body })).status;
      expected[who] = needs === 'public' ? good : wanted;
    };
    for (const [who, credential] of Object.entries(REFUSED)) await ask(who, await credential(), 401);
    await ask('a revoked key', revoked, 401);
    for (const role of ROLES) {
      // What is started stays: each role starts in a business of its own.
      const businessId = asksFor === undefined ? business++ : 1;
      const may = needs === 'public' || MAY[needs].includes(role);
      await ask(role, await tokenOf({ businessId, role }), may ? good : 403);
    }
    expect({ name, ...answers }).toEqual({ name, ...expected });
  }
});

const isHidden = routes.filter(({ name }) => DECISIONS[name]?.asksFor !== undefined);

test('another business’s thing is 404 with the body of an unknown one, takes as long, and stays as it is', async (api) => {
  const token = await tokenOf({ businessId: 2, role: 'admin' });
  const spent = { foreign: [] as number[], unknown: [] as number[] };
  for (const route of isHidden) {
    const { name, method } = route;
    const decision = DECISIONS[name]!;
    const ask = async (kind: keyof typeof spent, id: string): Promise<object> => {
      const before = performance.now();
      const { status, body } = await api.ask(goodPath(route, id), { method, token, body: decision.body });
      spent[kind].push(performance.now() - before);
      return { name, status, ...body, instance: null, requestId: null };
    };
    const foreign = await thingOf(api, decision);
    const before = await writtenOf(api);
    // One after the other, so that what slows the machine down slows both.
    for (let round = 0; round < 25; round++) {
      const answers = [await ask('foreign', foreign), await ask('unknown', uuidV7())];
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ name, status: 404 });
    }
    expect(await writtenOf(api)).toEqual(before);
  }
  const [foreign, unknown] = [median(spent.foreign), median(spent.unknown)];
  expect({ foreign, unknown, isAlike: Math.abs(foreign - unknown) < Math.max(foreign, unknown) * 0.7 + 20 }).toEqual({
    ...{ foreign, unknown, isAlike: true },
  });
});

/** The jobs, keys and calls of business 1, down to the transactions that wrote them. */
function writtenOf({ dataSource }: TestApi): Promise<string[]> {
  return Promise.all(
    (['jobs', 'api_keys', 'calls', 'imports'] as const).map((table) => checksum(dataSource, table, 1, 'xmin, ctid, *')),
  );
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
