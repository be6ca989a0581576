import { beforeAll, describe, expect, test } from '@jest/globals';
import { RECORDED_IMPORTS } from '../processes/replay/recorded-imports.js';
import { bundleWithRecorder, replayAll, type Replayed, silenceRuntime } from '../processes/replay/replaying.js';
import { expectedCalls, histories, runInput } from './committed-runs.js';
import { IMPORT_COMMAND_MUTANTS, IMPORT_CONTENT_MUTANTS } from './import-leads.mutants.js';
import { mutate } from './mutants.js';

// That every committed history replays, and with the expected calls, is in bulk-operation.replay: it is one set.

const nameOf = (file: string): string => file.replace(/\.run-1\.json$/, '');
const imports = new Map([...histories].filter(([file]) => file.startsWith('import-')));
let bundle: string;

beforeAll(async () => {
  silenceRuntime();
  bundle = await bundleWithRecorder(new URL('../../dist-test/', import.meta.url));
}, 60_000);

test('each kind of import that is recorded is committed, and each that is committed can be recorded', () => {
  expect([...imports.keys()].map(nameOf).sort()).toEqual(RECORDED_IMPORTS.map(({ name }) => name).sort());
});

describe('a fault in the order or the kind of commands makes the replay fail of exactly those that meet it:', () => {
  test.each(IMPORT_COMMAND_MUTANTS)('$fault', async ({ foundBy, ...mutant }) => {
    const replayed = await replayAll(mutate(bundle, mutant), imports);
    expect(namesWhere(replayed, ({ error }) => error?.name === 'DeterminismViolationError')).toEqual(foundBy);
  });
});

describe('a fault in the content of commands passes a replay and is found by the expected calls:', () => {
  test.each(IMPORT_CONTENT_MUTANTS)('$fault', async ({ foundBy, ...mutant }) => {
    const replayed = await replayAll(mutate(bundle, mutant), imports);
    expect(namesWhere(replayed, ({ error }) => error !== undefined)).toEqual([]);
    const found = namesWhere(
      replayed,
      ({ asked }, file) => JSON.stringify(asked) !== JSON.stringify(expectedCalls.get(file)),
    );
    expect(found).toEqual(foundBy);
  });
});

test('a run whose history is full goes on in another one, which is told of the same import', async () => {
  const file = 'import-completed.run-1.json';
  // As the server says it, in the task that the first activity has led to; what that task asked for is not there yet.
  const { events } = structuredClone(histories.get(file)!);
  const at = events.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_COMPLETED');
  const cut = events.slice(0, events.findIndex((event, place) => place > at && isTaskStarted(event)) + 1);
  (cut.at(-1)!.workflowTaskStartedEventAttributes as Record<string, unknown>).suggestContinueAsNew = true;
  const [run] = (await replayAll(bundle, new Map([[file, { events: cut }]]))).values();
  expect(run!.asked.flatMap((call) => Object.keys(call))).toEqual([
    'scheduleActivity',
    'continueAsNewWorkflowExecution',
  ]);
  expect(JSON.stringify(run!.asked.at(-1))).toContain(JSON.stringify(runInput(file)));
});

const isTaskStarted = ({ eventType }: { readonly eventType: string }): boolean =>
  eventType === 'EVENT_TYPE_WORKFLOW_TASK_STARTED';

function namesWhere(replayed: Map<string, Replayed>, is: (run: Replayed, file: string) => boolean): string[] {
  return [...replayed].flatMap(([file, run]) => (is(run, file) ? [nameOf(file)] : []));
}
