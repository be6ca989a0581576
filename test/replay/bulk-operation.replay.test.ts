import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleWithRecorder, replayAll, silenceRuntime } from '../processes/replay/replaying.js';
import { expectedCalls, histories } from './committed-runs.js';
import { COMMAND_MUTANTS, CONTENT_MUTANTS, mutate } from './mutants.js';

const compiled = new URL('../../dist-test/', import.meta.url);
let recordingBundle: string;

beforeAll(async () => {
  silenceRuntime();
  recordingBundle = await bundleWithRecorder(compiled);
}, 60_000);

test('every committed history replays against the bundle that workers run', async () => {
  const bundle = await readFile(new URL('src/workflow-bundle.js', compiled), 'utf8');
  const replayed = await replayAll(bundle, histories);
  expect([...replayed.keys()]).toEqual([...histories.keys()]);
  expect([...replayed].filter(([, { error }]) => error)).toEqual([]);
});

test('what the workflow asks for is what it asked for when the histories were recorded', async () => {
  const replayed = await replayAll(recordingBundle, histories);
  const asked = Object.fromEntries([...replayed].map(([name, run]) => [name, run.asked]));
  expect(asked).toEqual(Object.fromEntries(expectedCalls));
});

describe('a fault in the order or the kind of commands makes a replay fail:', () => {
  test.each(COMMAND_MUTANTS)('$fault', async (mutant) => {
    const replayed = await replayAll(mutate(recordingBundle, mutant), histories);
    expect([...replayed.values()].filter(({ error }) => error?.name === 'DeterminismViolationError')).not.toEqual([]);
  });
});

describe('a fault in the content of commands passes a replay and is found by the expected calls:', () => {
  test.each(CONTENT_MUTANTS)('$fault', async (mutant) => {
    const replayed = await replayAll(mutate(recordingBundle, mutant), histories);
    expect([...replayed].filter(([, { error }]) => error)).toEqual([]);
    const asked = Object.fromEntries([...replayed].map(([name, run]) => [name, run.asked]));
    expect(asked).not.toEqual(Object.fromEntries(expectedCalls));
  });
});
