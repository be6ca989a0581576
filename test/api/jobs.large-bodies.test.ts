import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, jest, test as testApart } from '@jest/globals';
import { AnnouncedTypes } from '../../src/gate/announced-types.js';
import { AcceptJob } from '../../src/jobs/accept-job.js';
import { testToken } from '../support/test-token.js';
import { shareApi } from '../support/shared-api.js';
import { NO_TRACES, sendInPieces, type TestApi, withApi } from '../support/api.js';
import { eventually } from '../support/eventually.js';
import { UNCONFIRMED } from '../support/unconfirmed.js';
import { HttpSocket } from '../support/http-socket.js';

const test = shareApi({ policies: UNCONFIRMED });

const TYPE = 'delete_leads_bulk';

interface Job {
  readonly id: string;
  readonly code?: string;
  readonly status?: string;
}

/** The body of a request with these ids, in pieces of about 64 KB. */
function* body(ids: Iterable<number>, tail = ''): Generator<string> {
  let piece = `{"type":"${TYPE}","selection":{"ids":[`;
  let separator = '';
  for (const id of ids) {
    piece += `${separator}${id}`;
    separator = ',';
    if (piece.length > 65_536) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}]}${tail}}`;
}

function* numbers(count: number, first = 1): Generator<number> {
  for (let n = 0; n < count; n++) yield first + n;
}

/** The first pieces of a body whose rest never comes: an answer to it has been given before the body was read. */
async function* unfinished(pieces: Iterable<string>, count: number): AsyncGenerator<string> {
  const iterator = pieces[Symbol.iterator]();
  for (let n = 0; n < count; n++) yield iterator.next().value as string;
  await delay(30_000, undefined, { ref: false });
}

async function headersOf(key?: string): Promise<Record<string, string>> {
  return {
    authorization: `Bearer ${await testToken(1)}`,
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
    ...(key ? { 'idempotency-key': key } : {}),
  };
}

async function start(api: TestApi, pieces: Iterable<string> | AsyncIterable<string>, key?: string) {
  const answer = await sendInPieces(`${api.url}/api/v1/jobs`, await headersOf(key), pieces);
  return { ...answer, body: JSON.parse(answer.text) as Job };
}

function shuffled(ids: readonly number[]): number[] {
  const result = [...ids];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

test('200,000 ids are staged while they come in, 30,000 at most being on the way, and duplicates count once', async (api) => {
  const ids = shuffled([...numbers(150_000)]);
  const again = shuffled([...numbers(25_000), ...numbers(25_000)]);
  let sent = 0;
  // Nothing more is sent before what was is in the database, but for a chunk and the pieces around it.
  const pieces = async function* (): AsyncGenerator<string> {
    for (const piece of body([...ids, ...again])) {
      await eventually(async () => (await api.traces()).stagedIds >= Math.min(sent, ids.length) - 20_000);
      sent += piece.split(',').length;
      yield piece;
    }
  };
  const answer = await start(api, pieces());
  expect([answer.status, answer.body.status]).toEqual([202, 'pending']);
  expect(sent).toBeGreaterThanOrEqual(200_000);
  expect(await api.traces()).toMatchObject({ jobs: 1, stagings: 1, stagedIds: 150_000 });
});

test('a small list is staged only when the whole request is known to be good', async (api) => {
  const bad = await start(api, body(numbers(9_999), ',"options":{"batchSize":0}'));
  expect(bad.status).toBe(400);
  expect(await api.traces()).toEqual(NO_TRACES);
  const good = await start(api, body([3, 2, 3, 1]));
  expect(good.status).toBe(202);
  expect(await api.traces()).toMatchObject({ jobs: 1, stagings: 1, stagedIds: 3 });
});

test('a fault far into a long list is named, and what was staged is gone', async (api) => {
  const ids = [...numbers(45_000)];
  ids[44_321] = -1;
  const answer = await start(api, body(ids));
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('"selection.ids.44321"');
  expect(await api.traces()).toEqual(NO_TRACES);
  const tail = await start(api, body(numbers(45_000), ',"colour":"red"'));
  expect([tail.status, tail.text.includes('"colour"')]).toEqual([400, true]);
  expect(await api.traces()).toEqual(NO_TRACES);
});

testApart('more ids than allowed are 413, told while they are still coming, and leave nothing', async () => {
  await withApi({ policies: UNCONFIRMED, environment: { MAX_IDS_PER_REQUEST: '20000' } }, async (api) => {
    const answer = await start(api, unfinished(body(numbers(400_000)), 3));
    expect([answer.status, answer.body.code, answer.connection]).toEqual([413, 'too_many_ids', 'close']);
    expect(await api.traces()).toEqual(NO_TRACES);
    expect((await start(api, body(numbers(20_000)))).status).toBe(202);
  });
});

testApart('a body over the limit is 413, by its announced length at once and otherwise when it gets there', () =>
  withApi({ environment: { MAX_BODY_BYTES: '100000' } }, async (api) => {
    const chunked = await start(api, body(numbers(200_000)));
    expect([chunked.status, chunked.body.code]).toEqual([413, 'body_too_large']);
    const announced = await sendInPieces(
      `${api.url}/api/v1/jobs`,
      {
        authorization: `Bearer ${await testToken(1)}`,
        'content-type': 'application/json',
        'content-length': '100001',
      },
      unfinished(['{'], 1),
    );
    expect([announced.status, announced.connection]).toEqual([413, 'close']);
    const padded = `{"type":"${' '.repeat(70_000)}","selection":{"all":true}}`;
    expect((await start(api, [padded])).status).toBe(413);
    expect(await api.traces()).toEqual(NO_TRACES);
  }),
);

test('a held gate is told before a long list has been sent', async (api) => {
  const holder = await start(api, body([1]));
  const refused = await start(api, unfinished(body(numbers(900_000)), 2), 'an unknown key');
  expect([refused.status, refused.body.code, refused.connection]).toEqual([409, 'gate_held', 'close']);
  expect(refused.text).toContain(holder.body.id);
  expect(await api.traces()).toMatchObject({ jobs: 1, stagings: 1, stagedIds: 1, keys: 0 });
});

test('that no worker knows the type is told before a long list has been sent', async (api) => {
  await new AnnouncedTypes(api.redis).announce(['update_leads_bulk']);
  const refused = await start(api, unfinished(body(numbers(900_000)), 2), 'an unknown key');
  expect([refused.status, refused.body.code, refused.connection]).toEqual([503, 'no_worker_for_type', 'close']);
  expect(await api.traces()).toEqual(NO_TRACES);
});

test('the list behind a known key is read for its hash alone: one look-up, the same job, nothing staged again', async (api) => {
  const lookUps = jest.spyOn(AcceptJob.prototype, 'findKey');
  const first = await start(api, body(numbers(30_000)), 'key-1');
  expect(first.status).toBe(202);
  expect(lookUps).toHaveBeenCalledTimes(1);
  const again = await start(api, body(numbers(30_000)), 'key-1');
  expect([again.status, again.body.id]).toEqual([202, first.body.id]);
  expect(lookUps).toHaveBeenCalledTimes(2);
  lookUps.mockRestore();
  const other = await start(api, body(numbers(30_001)), 'key-1');
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  expect(await api.traces()).toMatchObject({ jobs: 1, stagings: 1, stagedIds: 30_000, keys: 1 });
});

testApart('a client that goes away in the middle leaves nothing staged', async () => {
  await withApi({}, async (api) => {
    const socket = await HttpSocket.connect(api.url);
    const headers = Object.entries(await headersOf()).map(([name, value]) => `${name}: ${value}`);
    socket.send('POST /api/v1/jobs', headers);
    const text = [...body(numbers(60_000))].join('').slice(0, 300_000);
    socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
    await eventually(async () => (await api.traces()).stagedIds >= 10_000);
    socket.destroy();
    await eventually(async () => {
      expect(await api.traces()).toEqual(NO_TRACES);
    });
  });
});
