import { beforeAll, describe, expect, test } from '@jest/globals';
import { RECORDED_FETCHES } from '../processes/replay/recorded-fetches.js';
import { bundleWithRecorder, replayAll, type Replayed, silenceRuntime } from '../processes/replay/replaying.js';
import { expectedCalls, histories } from './committed-runs.js';
import { FETCH_COMMAND_MUTANTS, FETCH_CONTENT_MUTANTS } from './fetch-recording.mutants.js';
import { mutate } from './mutants.js';

// That every committed history replays, and with the expected calls, is in bulk-operation.replay: it is one set.

const nameOf = (file: string): string => file.replace(/\.run-1\.json$/, '');
const fetches = new Map([...histories].filter(([file]) => file.startsWith('fetch-')));
let bundle: string;

beforeAll(async () => {
  silenceRuntime();
  bundle = await bundleWithRecorder(new URL('../../dist-test/', import.meta.url));
}, 60_000);

test('each kind of fetch that is recorded is committed, and each that is committed can be recorded', () => {
  expect([...fetches.keys()].map(nameOf).sort()).toEqual(RECORDED_FETCHES.map(({ name }) => name).sort());
});

describe('a fault in the order or the kind of commands makes the replay fail of exactly those that meet it:', () => {
  test.each(FETCH_COMMAND_MUTANTS)('$fault', async ({ foundBy, ...mutant }) => {
    const replayed = await replayAll(mutate(bundle, mutant), fetches);
    const found = namesWhere(replayed, ({ error }) => error?.name === 'DeterminismViolationError');
    expect(found).toEqual(foundBy);
  });
});

describe('a fault in the content of commands passes a replay and is found by the expected calls:', () => {
  test.each(FETCH_CONTENT_MUTANTS)('$fault', async ({ foundBy, ...mutant }) => {
    const replayed = await replayAll(mutate(bundle, mutant), fetches);
    expect(namesWhere(replayed, ({ error }) => error !== undefined)).toEqual([]);
    const found = namesWhere(
      replayed,
      ({ asked }, file) => JSON.stringify(asked) !== JSON.stringify(expectedCalls.get(file)),
    );
    expect(found).toEqual(foundBy);
  });
});

function namesWhere(replayed: Map<string, Replayed>, is: (run: Replayed, file: string) => boolean): string[] {
  return [...replayed].flatMap(([file, run]) => (is(run, file) ? [nameOf(file)] : []));
}
