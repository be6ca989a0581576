import { expect, test } from '@jest/globals';
import { RECORDED_IMPORTS } from '../processes/replay/recorded-imports.js';
import { replayAll } from '../processes/replay/replaying.js';
import { histories, runInput } from './committed-runs.js';
import { IMPORT_COMMAND_MUTANTS, IMPORT_CONTENT_MUTANTS } from './import-leads.mutants.js';
import { proveMutants } from './prove-mutants.js';

const bundle = proveMutants({
  kind: 'import',
  recorded: RECORDED_IMPORTS,
  ofCommands: IMPORT_COMMAND_MUTANTS,
  ofContents: IMPORT_CONTENT_MUTANTS,
});

test('a run whose history is full goes on in another one, which is told of the same import', async () => {
  const file = 'import-completed.run-1.json';
  // As the server says it, in the task that the first activity has led to; what that task asked for is not there yet.
  const { events } = structuredClone(histories.get(file)!);
  const at = events.findIndex(({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_COMPLETED');
  const cut = events.slice(0, events.findIndex((event, place) => place > at && isTaskStarted(event)) + 1);
  (cut.at(-1)!.workflowTaskStartedEventAttributes as Record<string, unknown>).suggestContinueAsNew = true;
  const [run] = (await replayAll(bundle(), new Map([[file, { events: cut }]]))).values();
  expect(run!.asked.flatMap((call) => Object.keys(call))).toEqual([
    'scheduleActivity',
    'continueAsNewWorkflowExecution',
  ]);
  expect(JSON.stringify(run!.asked.at(-1))).toContain(JSON.stringify(runInput(file)));
});

const isTaskStarted = ({ eventType }: { readonly eventType: string }): boolean =>
  eventType === 'EVENT_TYPE_WORKFLOW_TASK_STARTED';
