import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { ADDRESS_KEY, CALL_NUMBERS, RECORDED_FETCHES } from '../processes/replay/recorded-fetches.js';
import { eventTypes, expectedCalls, histories, type HistoryJson, runInput, runsOf } from './committed-runs.js';
import { stringsIn } from './strings-in-history.js';

/** Commands and the events that the server wrote for them. */
const EVENT_OF_CALL: Readonly<Record<string, string | readonly string[]>> = {
  scheduleActivity: 'ACTIVITY_TASK_SCHEDULED',
  startTimer: 'TIMER_STARTED',
  cancelTimer: 'TIMER_CANCELED',
  requestCancelActivity: 'ACTIVITY_TASK_CANCEL_REQUESTED',
  // The server lists workflows by the patches that they have met.
  setPatchMarker: ['MARKER_RECORDED', 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES'],
  upsertWorkflowSearchAttributes: 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  continueAsNewWorkflowExecution: 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
  completeWorkflowExecution: 'WORKFLOW_EXECUTION_COMPLETED',
  failWorkflowExecution: 'WORKFLOW_EXECUTION_FAILED',
  cancelWorkflowExecution: 'WORKFLOW_EXECUTION_CANCELED',
};

describe('the committed set has', () => {
  test('a job that completed', () => {
    expect(eventTypes(onlyRunOf('completed')).at(-1)).toBe('WORKFLOW_EXECUTION_COMPLETED');
  });

  test('a job that was paused and resumed in one run', () => {
    expect(updatesOf(onlyRunOf('paused-and-resumed'))).toEqual(['pause', 'resume']);
  });

  test('a job whose pause went on in another run', () => {
    const runs = runsOf('paused-over-a-roll-over');
    expect(runs.length).toBeGreaterThanOrEqual(2);
    expect(updatesOf(runs[0]!)).toEqual(['pause']);
    expect(runs.slice(1).flatMap(updatesOf)).toEqual(['resume']);
  });

  test('a job that was cancelled while it waited', () => {
    const types = eventTypes(onlyRunOf('cancelled'));
    expect(types).toContain('WORKFLOW_EXECUTION_CANCEL_REQUESTED');
    expect(types).toContain('TIMER_CANCELED');
    expect(types.at(-1)).toBe('WORKFLOW_EXECUTION_CANCELED');
  });

  test('a job that failed after batches that were tried again', () => {
    const types = eventTypes(onlyRunOf('failed'));
    expect(types.filter((type) => type === 'ACTIVITY_TASK_FAILED').length).toBeGreaterThan(1);
    expect(types.at(-1)).toBe('WORKFLOW_EXECUTION_FAILED');
  });

  test('every run of a job that rolled over', () => {
    const ends = runsOf('rolled-over').map((run) => eventTypes(run).at(-1));
    expect(ends.length).toBeGreaterThanOrEqual(3);
    expect(ends.pop()).toBe('WORKFLOW_EXECUTION_COMPLETED');
    expect(new Set(ends)).toEqual(new Set(['WORKFLOW_EXECUTION_CONTINUED_AS_NEW']));
  });

  test('runs that continue one of a version before streams', () => {
    const continued = [...histories.keys()].filter((file) => /-before-streams\.run-[23]/.test(file));
    expect(continued).toHaveLength(5);
    for (const file of continued) {
      const { state } = runInput<{ state: object }>(file);
      expect(state).toHaveProperty('batchNo');
      expect(state).not.toHaveProperty('streams');
    }
  });

  test('a run that a worker of before streams has continued one with streams by', () => {
    const { state } = runInput<{ state: { runNo: number; run: { no: number } } }>(
      'continued-by-both-versions.run-3.json',
    );
    expect(state.runNo).toBeGreaterThan(state.run.no);
  });

  test('runs that continue one with streams', () => {
    for (const job of ['rolled-over', 'locked-row-recorded', 'paused-over-a-roll-over']) {
      expect(runInput<{ state: object }>(`${job}.run-2.json`).state).toHaveProperty('streams');
    }
  });

  test('a job whose speed was changed while it ran', () => {
    expect(updatesOf(onlyRunOf('speed-changed'))).toEqual(['changeSpeed']);
  });

  test('a job that was reset to before its pause, and one that was reset to before a pause that had ended', () => {
    for (const name of ['reset-while-paused', 'reset-after-pause-and-resume']) {
      const run = onlyRunOf(name);
      const types = eventTypes(run);
      expect(types).toContain('WORKFLOW_TASK_FAILED'); // the server's mark of a reset
      expect(types).toContain('MARKER_RECORDED');
      expect(updatesOf(run).at(-1)).toBe('resume');
      expect(types.at(-1)).toBe('WORKFLOW_EXECUTION_COMPLETED');
    }
  });

  test('a job that ended while its speed could not be written', () => {
    const types = eventTypes(onlyRunOf('ended-with-speed-unwritten'));
    expect(types).toContain('MARKER_RECORDED');
    expect(types.filter((type) => type === 'ACTIVITY_TASK_SCHEDULED').length).toBeGreaterThan(
      types.filter((type) => type === 'ACTIVITY_TASK_COMPLETED').length,
    );
    expect(types.at(-1)).toBe('WORKFLOW_EXECUTION_CANCELED');
  });

  test('a job that waited for a lock over a roll-over, and then did its batch without the row that was locked', () => {
    const runs = runsOf('locked-row-recorded');
    expect(runs.length).toBeGreaterThanOrEqual(2);
    expect(runs.flatMap(activitiesOf)).toEqual([
      ...['beginJob', 'processBatch', 'processBatch', 'processUnlocked', 'processBatch', 'finishJob', 'releaseGate'],
    ]);
  });

  test('a job that failed at once, by no fault of a row', () => {
    const run = onlyRunOf('no-row-at-fault');
    expect(activitiesOf(run)).toEqual(['beginJob', 'processBatch', 'finishJob', 'releaseGate']);
    expect(eventTypes(run).at(-1)).toBe('WORKFLOW_EXECUTION_FAILED');
  });

  test('a job that was paused and resumed between two attempts of a batch', () => {
    const run = onlyRunOf('paused-between-attempts');
    expect(updatesOf(run)).toEqual(['pause', 'resume']);
    const [failed, done] = ['ACTIVITY_TASK_FAILED', 'WORKFLOW_EXECUTION_COMPLETED'];
    const order = [failed, 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED', 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED', done];
    expect(eventTypes(run).filter((type) => order.includes(type))).toEqual(order);
  });

  test('a fetch that completed at once, one that was tried again, and one that a second click joined', () => {
    const attempts = ['fetch-completed', 'fetch-retried', 'fetch-joined'].map((name) => {
      const run = onlyRunOf(name);
      expect(eventTypes(run).at(-1)).toBe('WORKFLOW_EXECUTION_COMPLETED');
      return attemptsIn(run);
    });
    expect(attempts).toEqual([[1], [2], [1]]);
  });

  test('a fetch that failed for good, and one that ran out of attempts', () => {
    const attempts = ['fetch-failed', 'fetch-out-of-attempts'].map((name) => {
      const run = onlyRunOf(name);
      expect(eventTypes(run)).toContain('ACTIVITY_TASK_FAILED');
      expect(eventTypes(run).at(-1)).toBe('WORKFLOW_EXECUTION_FAILED');
      return attemptsIn(run);
    });
    // The second activity writes down why.
    expect(attempts).toEqual([
      [1, 1],
      [4, 1],
    ]);
  });

  test('a fetch that was cancelled while it downloaded', () => {
    const types = eventTypes(onlyRunOf('fetch-cancelled'));
    const order = ['WORKFLOW_EXECUTION_CANCEL_REQUESTED', 'ACTIVITY_TASK_CANCELED', 'WORKFLOW_EXECUTION_CANCELED'];
    expect(types.filter((type) => order.includes(type))).toEqual(order);
  });

  test('a fetch that waited for a place among those of its business', () => {
    const run = onlyRunOf('fetch-waited-for-place');
    expect(stringsIn(run)).toContain('DownloadPlacesTaken');
    expect(eventTypes(run).filter((type) => type === 'TIMER_FIRED').length).toBeGreaterThan(1);
    expect(eventTypes(run).at(-1)).toBe('WORKFLOW_EXECUTION_COMPLETED');
  });

  test('a fetch whose worker died under it', () => {
    const run = onlyRunOf('fetch-worker-lost');
    expect(attemptsIn(run)).toEqual([2]);
    expect(stringsIn(run)).toContain('activity Heartbeat timeout');
    expect(eventTypes(run).at(-1)).toBe('WORKFLOW_EXECUTION_COMPLETED');
  });
});

test('each history names the flags of the SDK that recorded it: without them replay finds nothing', () => {
  const withoutFlags = [...histories].filter(
    ([, { events }]) => !events.some((event) => coreFlagsOf(event.workflowTaskCompletedEventAttributes).length > 0),
  );
  expect(withoutFlags.map(([name]) => name)).toEqual([]);
});

test('the expected calls are those that the server has recorded as events, in their order', () => {
  expect([...expectedCalls.keys()]).toEqual([...histories.keys()]);
  const events = new Set(Object.values(EVENT_OF_CALL).flat());
  for (const [name, calls] of expectedCalls) {
    const asked = calls.flatMap((call) => Object.keys(call).flatMap((kind) => EVENT_OF_CALL[kind] ?? []));
    const recorded = eventTypes(histories.get(name)!).filter((type) => events.has(type));
    expect({ name, asked }).toEqual({ name, asked: recorded });
  }
});

test('no history names a machine or a path on one, nor anything like a phone number or a mail address', () => {
  const told = [...histories].flatMap(([name, history]) =>
    stringsIn(history)
      .filter((text) => TELLING.some((telling) => telling.test(text)) || text.includes(hostname()))
      .map((text) => `${name}: ${text}`),
  );
  expect([...new Set(told)]).toEqual([]);
});

test('no history holds a number of a call, an address of a recording or what a provider said', () => {
  const kept = [...Object.values(CALL_NUMBERS).map((number) => number.slice(1)), ADDRESS_KEY, PROVIDER_SAYS];
  const paths = RECORDED_FETCHES.map(({ path }) => path.replace(/\?.*/, ''));
  const told = [...histories].flatMap(([name, history]) =>
    stringsIn(history)
      .filter(
        (text) => /https?:|127\.0\.0\.1|localhost/.test(text) || [...kept, ...paths].some((of) => text.includes(of)),
      )
      .map((text) => `${name}: ${text}`),
  );
  expect(told).toEqual([]);
});

/** Host in an identity, mail address; stack frame; path; phone number. */
const TELLING = [/\w@\w/, /^\s+at /m, /\bfile:|(^|\s)\/\w+\//, /\+\d{7,}/];
/** How the body of the stand-in's errors begins. */
const PROVIDER_SAYS = 'This is a ';

/** The number of the last attempt of each activity, in order. */
function attemptsIn({ events }: HistoryJson): number[] {
  return events.flatMap(({ activityTaskStartedEventAttributes: started }) =>
    started ? [(started as { attempt: number }).attempt] : [],
  );
}

function activitiesOf({ events }: HistoryJson): string[] {
  return events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled ? [(scheduled as { activityType: { name: string } }).activityType.name] : [],
  );
}

function onlyRunOf(job: string): HistoryJson {
  const runs = runsOf(job);
  expect(runs).toHaveLength(1);
  return runs[0]!;
}

function updatesOf({ events }: HistoryJson): string[] {
  return events.flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => {
    const { acceptedRequest } = (accepted ?? {}) as { acceptedRequest?: { input: { name: string } } };
    return acceptedRequest ? [acceptedRequest.input.name] : [];
  });
}

function coreFlagsOf(workflowTaskCompleted: unknown): readonly number[] {
  const { sdkMetadata } = (workflowTaskCompleted ?? {}) as { sdkMetadata?: { coreUsedFlags?: number[] } };
  return sdkMetadata?.coreUsedFlags ?? [];
}
