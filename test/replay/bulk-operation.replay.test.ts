import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  bundleWithRecorder,
  replayAll,
  type Replayed,
  replayEach,
  silenceRuntime,
} from '../processes/replay/replaying.js';
import { expectedCalls, histories } from './committed-runs.js';
import { COMMAND_MUTANTS, CONTENT_MUTANTS, type Mutant, mutate, RESET_MUTANTS } from './mutants.js';

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

test('a wrong batch size that an older workflow has accepted reaches no batch', async () => {
  const name = 'speed-changed.run-1.json';
  const asItWas = Buffer.from('{"seq":1,"batchSize":25,"throttleMs":10}').toString('base64');
  for (const wrong of ['"abc"', '0', '2.5', '1e300', 'null']) {
    const asAccepted = Buffer.from(`{"seq":1,"batchSize":${wrong},"throttleMs":10}`).toString('base64');
    const text = JSON.stringify(histories.get(name));
    expect(text).toContain(asItWas);
    const older = new Map([[name, JSON.parse(text.replace(asItWas, asAccepted)) as object]]);
    const run = (await replayAll(recordingBundle, older)).get(name);
    expect({ wrong, error: run?.error }).toEqual({ wrong, error: undefined });
    const sizes = [...JSON.stringify(run?.asked).matchAll(/"batchSize":([^,}]+)/g)].map(([, size]) => size);
    expect({ wrong, sizes: [...new Set(sizes)] }).toEqual({ wrong, sizes: ['10'] });
  }
});

describe('a fault in the order or the kind of commands makes a replay fail:', () => {
  test.each(COMMAND_MUTANTS)('$fault', async (mutant) => {
    expect(await isFound(mutant, histories, (_, { error }) => error?.name === 'DeterminismViolationError')).toBe(true);
  });
});

describe('a fault in what a run that was reset makes of the row is found by the kinds or the content of its commands:', () => {
  const resets = new Map([...histories].filter(([name]) => name.startsWith('reset-')));
  test.each(RESET_MUTANTS)('$fault', async (mutant) => {
    expect(await isFound(mutant, resets, (name, run) => run.error !== undefined || asksOtherwise(name, run))).toBe(
      true,
    );
  });
});

describe('a fault in the content of commands passes a replay and is found by the expected calls:', () => {
  test.each(CONTENT_MUTANTS)('$fault', async (mutant) => {
    const found = await isFound(mutant, histories, (name, run) => {
      expect([name, run.error]).toEqual([name, undefined]);
      return asksOtherwise(name, run);
    });
    expect(found).toBe(true);
  });
});

/** Whether one of the replays shows the fault; those after it are spared. */
async function isFound(
  mutant: Mutant,
  among: ReadonlyMap<string, object>,
  shows: (name: string, run: Replayed) => boolean,
): Promise<boolean> {
  for await (const [name, run] of replayEach(mutate(recordingBundle, mutant), among)) if (shows(name, run)) return true;
  return false;
}

/** Whatever the order of the fields: else a field that has moved would make every mutant look found. */
function asksOtherwise(name: string, { asked }: Replayed): boolean {
  return !isDeepStrictEqual(JSON.parse(JSON.stringify(asked)), expectedCalls.get(name));
}
