import { describe, expect, test } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { BadArgument, readCommandLine } from '../../src/cli/command-line.js';
import { gateCommandOf, gateLine } from '../../src/cli/gate-commands.js';
import { type TestApi, withApi } from '../support/api.js';
import { testToken } from '../support/test-token.js';
import { auditEntries, checkChain } from '../support/audit.js';
import { eventually } from '../support/eventually.js';
import { addManyLeads } from '../support/leads.js';
import { type ProgramOutcome, runProgram } from '../support/run-program.js';

const gate = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<ProgramOutcome> =>
  runProgram('dist/bin/gate.js', args, env);

const JOBS = '/api/v1/jobs';
const TYPE = 'delete_leads_bulk';
const BODY = { type: TYPE, selection: { all: true }, options: { batchSize: 1, throttleMs: 1_000 } };
const BY = ['--by', 'oncall-1'];
const key = (businessId: number): string => `bulk_gate:lock:${businessId}:${TYPE}`;

interface Scene {
  readonly api: TestApi;
  readonly run: (...args: readonly string[]) => Promise<ProgramOutcome>;
  readonly start: (businessId: number) => Promise<{ status: number; id: string; code: string }>;
  readonly status: (id: string) => Promise<string>;
}

function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  return withApi({}, (api) =>
    work({
      api,
      run: (...args) => gate(args, api.environment),
      async start(businessId) {
        const answer = await api.ask<{ id: string; code: string }>(JOBS, {
          body: BODY,
          token: await testToken(businessId),
        });
        return { ...answer.body, status: answer.status };
      },
      status: async (id) => (await api.job(id)).status,
    }),
  );
}

const byHand = {
  ...{ subject: 'oncall-1', role: 'admin', credentialKind: 'command', credentialId: 'gate', address: null },
  ...{ operationType: TYPE, selection: null, count: null },
};

test('jobs are paused, found without their locks, resumed and cancelled by hand, each act in the audit log', () =>
  withScene(async ({ api, run, start, status }) => {
    for (const businessId of [1, 2]) await addManyLeads(api.dataSource, businessId, 100);
    const worker = await api.startWorker();
    const [one, two] = [(await start(1)).id, (await start(2)).id];
    for (const id of [one, two]) await eventually(async () => (await status(id)) === 'running');

    const paused = await run('pause', '--all', ...BY);
    expect([paused.code, paused.stderr]).toEqual([0, '']);
    for (const id of [one, two]) expect(paused.stdout).toContain(`${id}  ${TYPE} of business`);
    expect(paused.stdout).toMatch(/\nTo resume these: gate -- resume --by ID [0-9a-f-]{36} [0-9a-f-]{36}\n$/);
    for (const id of [one, two]) await eventually(async () => (await status(id)) === 'paused');

    await api.redis.flushall();
    const listed = await run('list');
    expect([listed.code, listed.stderr]).toEqual([0, '']);
    expect(listed.stdout).toMatch(
      new RegExp(
        `^Nothing is held\\.\n\nLive jobs without a lock: .*\nBUSINESS .*\n1 +${TYPE} +${one} +paused\n2 +${TYPE} +${two} +paused\n$`,
      ),
    );

    const again = await run('pause', '--business', '1', ...BY);
    expect([again.code, again.stdout]).toEqual([0, `${one}  ${TYPE} of business 1: paused already\n`]);
    const resumed = await run('resume', `job_${one}`, ...BY);
    expect([resumed.code, resumed.stdout]).toEqual([0, `${one}  ${TYPE} of business 1: resumed\n`]);
    await eventually(async () => (await status(one)) === 'running');
    expect(await status(two)).toBe('paused');

    const unknown = uuidV7();
    const cancelled = await run('cancel', two, unknown, ...BY);
    expect(cancelled).toEqual({
      code: 1,
      stdout: `${two}  ${TYPE} of business 2: cancel recorded\n`,
      stderr: `${unknown}  not done: no live job has this id\n`,
    });
    await eventually(async () => (await status(two)) === 'cancelled');

    // Nobody answers: it is said for each job, and the others are not kept from it.
    await worker.kill();
    const unanswered = await run('pause', '--type', TYPE, ...BY);
    expect([unanswered.code, unanswered.stdout]).toEqual([1, '']);
    expect(unanswered.stderr).toContain(`${one}  ${TYPE} of business 1: not done. No worker has answered in time.`);

    const ofOne = { ...byHand, target: one };
    expect((await auditEntries(api.dataSource, 1)).slice(1)).toEqual([
      { ...ofOne, seq: 2, action: 'operation.pause', result: 'done', reason: null },
      { ...ofOne, seq: 3, action: 'operation.pause', result: 'refused', reason: 'wrong_status' },
      { ...ofOne, seq: 4, action: 'operation.resume', result: 'done', reason: null },
      { ...ofOne, seq: 5, action: 'operation.pause', result: 'failed', reason: 'no_worker' },
    ]);
    expect((await auditEntries(api.dataSource, 2)).slice(1)).toEqual([
      { ...byHand, target: two, seq: 2, action: 'operation.pause', result: 'done', reason: null },
      { ...byHand, target: two, seq: 3, action: 'operation.cancel', result: 'done', reason: null },
    ]);
  }));

test('starts are drained and let in again, and locks freed, by name and with an entry; without PostgreSQL nothing is freed', () =>
  withScene(async ({ api, run, start }) => {
    const drained = await run('drain', '--type', TYPE, ...BY, '--reason', 'ticket 7');
    expect([drained.code, drained.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^Drained: .*\nBUSINESS .*\nall +${TYPE} +20\\S+Z +oncall-1 +ticket 7\n$`)),
    ]);
    expect(await start(3)).toMatchObject({ status: 503, code: 'draining' });
    expect((await run('list')).stdout).toMatch(/^Nothing is held\.\n\nDrained: new starts are refused\.\nBUSINESS /);
    const wrong = await run('drain', '--lift', '--all', ...BY);
    expect([wrong.code, wrong.stderr]).toEqual([1, 'Refused: there is no drain of exactly this.\n']);
    expect((await start(3)).status).toBe(503);
    const lifted = await run('drain', '--lift', '--type', TYPE, ...BY);
    expect([lifted.code, lifted.stdout]).toEqual([0, 'Lifted.\nNothing is drained.\n']);
    expect((await start(3)).status).toBe(202);
    const all = { selection: 'every business', target: null };
    expect(await auditEntries(api.dataSource, 0)).toEqual([
      { ...byHand, ...all, seq: 1, action: 'gate.drain', result: 'done', reason: null },
      {
        ...{ ...byHand, target: null, seq: 2, action: 'gate.lift_drain', operationType: null },
        ...{ selection: 'every business, every type', result: 'refused', reason: 'not_drained' },
      },
      { ...byHand, ...all, seq: 3, action: 'gate.lift_drain', result: 'done', reason: null },
    ]);
    expect((await checkChain(api.dataSource, 0)).faults).toEqual([]);

    await api.redis.set(key(4), 'locked');
    const free = ['free', '--business', '4', '--type', TYPE, '--reason', 'ticket 8'];
    const unnamed = await run(...free, '--expect', 'locked');
    expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringMatching(/^--by is missing\n/)]);
    expect((await run(...free, '--expect', 'other', ...BY)).code).toBe(1);
    const away = await gate([...free, '--expect', 'locked', ...BY], {
      ...api.environment,
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
    });
    expect([away.code, away.stderr]).toEqual([1, expect.stringMatching(/^Not possible: PostgreSQL does not answer/)]);
    const blind = await gate(['list'], { ...api.environment, DATABASE_URL: 'postgres://127.0.0.1:1/none' });
    expect([blind.code, blind.stderr]).toEqual([
      1,
      expect.stringMatching(/^Only the locks are shown, .* reached\.\n$/),
    ]);
    expect(blind.stdout).toMatch(/\n3 .* not known +\d+ s\n4 .* locked +foreign +no expiry\n$/);
    expect(await api.redis.get(key(4))).toBe('locked');
    const freed = await run(...free, '--expect', 'locked', ...BY);
    expect([freed.code, freed.stdout]).toEqual([0, `Freed: ${TYPE} of business 4.\n`]);
    expect(await api.redis.exists(key(4))).toBe(0);
    const entry = { ...byHand, target: null, action: 'gate.free' };
    expect(await auditEntries(api.dataSource, 4)).toEqual([
      { ...entry, seq: 1, result: 'refused', reason: 'value_changed' },
      { ...entry, seq: 2, result: 'done', reason: null },
    ]);
  }));

function commandOf(args: readonly string[]) {
  const asked = readCommandLine(gateLine, args);
  return asked === 'help' ? asked : gateCommandOf(asked);
}

describe('what is typed wrong is refused, naming it', () => {
  const id = '0198c0de-0000-7000-8000-000000000000';
  test.each([
    [['list', '--by', 'x'], '--by is not for list'],
    [['pause', '--all'], '--by is missing'],
    [['pause', '--by', 'x'], '--all is missing'],
    [['pause', '--all', '--type', 't', '--by', 'x'], '--all excludes'],
    [['pause', id, '--all', '--by', 'x'], '--all excludes ids'],
    [['pause', 'nonsense', '--by', 'x'], 'not the id of a job: "nonsense"'],
    [['resume', '--all', '--by', 'x'], '--all is not for resume'],
    [['resume', '--by', 'x'], 'resume needs the id'],
    [['cancel', '--by', 'x'], 'cancel needs the id'],
    [['cancel', id], '--by is missing'],
    [['drain', '--by', 'x'], '--all is missing'],
    [['drain', '--business', '0', '--by', 'x'], '--business is not usable'],
    [['drain', '--business', '2147483648', '--by', 'x'], '--business is not usable'],
    [['drain', '--all', '--by', 'x', '--reason', 'two\nlines'], '--reason is not usable'],
    [['drain', '--all', '--lift', '--by', 'x', '--reason', 'r'], '--reason is not for drain --lift'],
    [['free', '--business', '1', '--type', 't', '--expect', 'v', '--reason', 'r'], '--by is missing'],
    [
      ['free', '--business', '1', '--type', 'T!', '--expect', 'v', '--reason', 'r', '--by', 'x'],
      '--type is not usable',
    ],
  ])('%j', (args, named) => {
    expect(() => commandOf(args)).toThrow(BadArgument);
    expect(() => commandOf(args)).toThrow(named);
  });

  test('what is typed right is understood', () => {
    expect(commandOf(['pause', `job_${id}`, id, '--by', 'x'])).toEqual({
      ...{ name: 'pause', choice: { jobIds: [id] }, by: 'x' },
    });
    expect(commandOf(['drain', '--business', '7', '--by', 'x'])).toEqual({
      ...{ name: 'drain', scope: { businessId: 7, operationType: '*' }, by: 'x', reason: null },
    });
    expect(readCommandLine(gateLine, ['free', '-h'])).toBe('help');
  });
});
