import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleWithRecorder, replayAll, type Replayed, silenceRuntime } from '../processes/replay/replaying.js';
import { expectedCalls, histories } from './committed-runs.js';
import { type FoundMutant, mutate } from './mutants.js';

interface ShortWorkflow {
  /** What its histories are called: `fetch-completed.run-1.json`. */
  readonly kind: string;
  readonly recorded: readonly { readonly name: string }[];
  /** Faults that replay finds by itself. */
  readonly ofCommands: readonly FoundMutant[];
  /** Faults that replay lets pass, because it compares kinds of commands: the expected calls are there for them. */
  readonly ofContents: readonly FoundMutant[];
}

/**
 * Tests that each of the faults is found by exactly those histories of a workflow that meet it. That every committed history
 * replays, and with the expected calls, is in bulk-operation.replay: it is one set.
 *
 * @returns the bundle, within a test
 */
export function proveMutants({ kind, recorded, ofCommands, ofContents }: ShortWorkflow): () => string {
  const runs = new Map([...histories].filter(([file]) => file.startsWith(`${kind}-`)));
  let bundle: string;

  beforeAll(async () => {
    silenceRuntime();
    bundle = await bundleWithRecorder(new URL('../../dist-test/', import.meta.url));
  }, 60_000);

  test(`each kind of ${kind} that is recorded is committed, and each that is committed can be recorded`, () => {
    expect([...runs.keys()].map(nameOf).sort()).toEqual(recorded.map(({ name }) => name).sort());
  });

  describe('a fault in the order or the kind of commands makes the replay fail of exactly those that meet it:', () => {
    test.each(ofCommands)('$fault', async ({ foundBy, ...mutant }) => {
      const replayed = await replayAll(mutate(bundle, mutant), runs);
      expect(namesWhere(replayed, ({ error }) => error?.name === 'DeterminismViolationError')).toEqual(foundBy);
    });
  });

  describe('a fault in the content of commands passes a replay and is found by the expected calls:', () => {
    test.each(ofContents)('$fault', async ({ foundBy, ...mutant }) => {
      const replayed = await replayAll(mutate(bundle, mutant), runs);
      expect(namesWhere(replayed, ({ error }) => error !== undefined)).toEqual([]);
      const isOther = ({ asked }: Replayed, file: string): boolean =>
        JSON.stringify(asked) !== JSON.stringify(expectedCalls.get(file));
      expect(namesWhere(replayed, isOther)).toEqual(foundBy);
    });
  });

  return () => bundle;
}

const nameOf = (file: string): string => file.replace(/\.run-1\.json$/, '');

function namesWhere(replayed: Map<string, Replayed>, is: (run: Replayed, file: string) => boolean): string[] {
  return [...replayed].flatMap(([file, run]) => (is(run, file) ? [nameOf(file)] : []));
}
