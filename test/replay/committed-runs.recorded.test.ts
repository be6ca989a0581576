import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { ADDRESS_KEY, CALL_NUMBERS, RECORDED_FETCHES } from '../processes/replay/recorded-fetches.js';
import { CELL, RECORDED_IMPORTS } from '../processes/replay/recorded-imports.js';
import { RECORDED_JOBS } from '../processes/replay/recorded-jobs.js';
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

/** What the runs of a recorded job or fetch show, for which they are in the set. */
interface Story {
  /** Of each run that took any. */
  readonly updates?: readonly (readonly string[])[];
  /** Events that come in this order, with others between them. */
  readonly contains?: readonly string[];
  readonly activities?: readonly string[];
  /** The number of the last attempt of each activity that was started, in order. */
  readonly attempts?: readonly number[];
  /** Texts somewhere in the history. */
  readonly says?: readonly string[];
  /** How often the job rolled over at least; never, where this is left out. */
  readonly rollOvers?: number;
  /** How the last run ended; each before it was continued as new. */
  readonly last: 'COMPLETED' | 'FAILED' | 'CANCELED';
}

const RESET = ['WORKFLOW_TASK_FAILED', 'MARKER_RECORDED']; // the first is the server's mark of a reset
const STORIES: Readonly<Record<string, Story>> = {
  completed: { last: 'COMPLETED' },
  finished: {
    activities: ['beginJob', 'processChunks', 'processChunks', 'finishOperation', 'finishJob', 'releaseGate'],
    last: 'COMPLETED',
  },
  'finished-by-a-later-run': { says: ['finishOperation'], rollOvers: 1, last: 'COMPLETED' },
  'paused-and-resumed': { updates: [['pause', 'resume']], last: 'COMPLETED' },
  'paused-over-a-roll-over': { updates: [['pause'], ['resume']], rollOvers: 1, last: 'COMPLETED' },
  cancelled: { contains: ['WORKFLOW_EXECUTION_CANCEL_REQUESTED', 'TIMER_CANCELED'], last: 'CANCELED' },
  failed: { contains: ['ACTIVITY_TASK_FAILED', 'ACTIVITY_TASK_FAILED'], last: 'FAILED' },
  held: { contains: ['TIMER_STARTED', 'TIMER_STARTED'], says: ['"hold"'], rollOvers: 1, last: 'COMPLETED' },
  'messages-held': { contains: ['TIMER_STARTED', 'TIMER_FIRED'], says: ['"hold"'], last: 'COMPLETED' },
  'canary-passed': {
    contains: ['MARKER_RECORDED', 'TIMER_STARTED'],
    says: ['processCanary', 'processChunksUpTo'],
    rollOvers: 1,
    last: 'COMPLETED',
  },
  'canary-failed': {
    updates: [['resume']],
    says: ['processCanary', 'processChunks'],
    last: 'COMPLETED',
  },
  'streams-held': {
    updates: [['pause', 'resume']],
    contains: ['TIMER_STARTED', 'TIMER_CANCELED', 'TIMER_STARTED', 'TIMER_FIRED'],
    says: ['"hold"'],
    last: 'COMPLETED',
  },
  'rolled-over': { rollOvers: 2, last: 'COMPLETED' },
  'automatic-size': { rollOvers: 1, last: 'COMPLETED' },
  'speed-changed': { updates: [['changeSpeed']], last: 'COMPLETED' },
  'reset-while-paused': { updates: [['resume']], contains: RESET, last: 'COMPLETED' },
  'reset-after-pause-and-resume': { updates: [['pause', 'resume']], contains: RESET, last: 'COMPLETED' },
  'ended-with-speed-unwritten': {
    contains: ['MARKER_RECORDED'],
    activities: ['beginJob', 'processChunks', 'recordSpeed', 'finishJob', 'releaseGate'],
    attempts: [1, 1, 1, 1], // no event tells of attempts at the speed: none has ended
    last: 'CANCELED',
  },
  'locked-row-recorded': {
    activities: [
      ...['beginJob', 'processChunks', 'processChunks', 'processUnlockedChunk', 'processChunks'],
      ...['finishJob', 'releaseGate'],
    ],
    rollOvers: 1,
    last: 'COMPLETED',
  },
  'batches-of-chunks': {
    activities: ['beginJob', 'processChunks', 'processChunks', 'processChunks', 'finishJob', 'releaseGate'],
    last: 'COMPLETED',
  },
  'chunk-recorded-as-failed': {
    activities: [
      ...['beginJob', 'processChunks', 'processChunks', 'processChunks', 'processChunks', 'processChunks'],
      ...['recordFailedChunk', 'finishJob', 'releaseGate'],
    ],
    last: 'COMPLETED',
  },
  'no-row-at-fault': { activities: ['beginJob', 'processChunks', 'finishJob', 'releaseGate'], last: 'FAILED' },
  'four-streams': {
    activities: ['beginJob', ...Array.from({ length: 8 }, () => 'processChunksUpTo'), 'finishJob', 'releaseGate'],
    last: 'COMPLETED',
  },
  'four-streams-rolled-over': { contains: ['TIMER_CANCELED'], rollOvers: 1, last: 'COMPLETED' },
  'four-streams-paused-over-a-roll-over': { updates: [['pause'], ['resume']], rollOvers: 1, last: 'COMPLETED' },
  'two-of-four-streams-at-once': { updates: [['changeSpeed']], last: 'COMPLETED' },
  'one-of-four-streams-fails': {
    contains: ['ACTIVITY_TASK_FAILED', 'ACTIVITY_TASK_COMPLETED', 'ACTIVITY_TASK_FAILED'],
    says: ['callOffBatches'],
    last: 'FAILED',
  },
  'reset-while-four-streams-are-paused': { updates: [['resume']], contains: RESET, last: 'COMPLETED' },
  'paused-between-attempts': {
    updates: [['pause', 'resume']],
    contains: [...['ACTIVITY_TASK_FAILED', 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED', 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED']],
    last: 'COMPLETED',
  },
  'fetch-completed': { attempts: [1], last: 'COMPLETED' },
  'fetch-retried': { attempts: [2], last: 'COMPLETED' },
  'fetch-joined': { attempts: [1], last: 'COMPLETED' },
  // The second activity writes down why.
  'fetch-failed': { attempts: [1, 1], contains: ['ACTIVITY_TASK_FAILED'], last: 'FAILED' },
  'fetch-out-of-attempts': { attempts: [4, 1], contains: ['ACTIVITY_TASK_FAILED'], last: 'FAILED' },
  'fetch-cancelled': { contains: ['WORKFLOW_EXECUTION_CANCEL_REQUESTED', 'ACTIVITY_TASK_CANCELED'], last: 'CANCELED' },
  'fetch-waited-for-place': {
    contains: ['TIMER_FIRED', 'TIMER_FIRED'],
    says: ['DownloadPlacesTaken'],
    last: 'COMPLETED',
  },
  'fetch-worker-lost': { attempts: [2], says: ['activity Heartbeat timeout'], last: 'COMPLETED' },
  'import-completed': { activities: ['importChunks', 'importChunks'], last: 'COMPLETED' },
  'import-cancelled': {
    activities: ['importChunks', 'recordFailedImport'],
    contains: ['WORKFLOW_EXECUTION_CANCEL_REQUESTED'],
    last: 'CANCELED',
  },
  'import-failed': { activities: ['importChunks', 'recordFailedImport'], says: ['ImportFailed'], last: 'FAILED' },
  'import-worker-lost': { attempts: [2], says: ['activity Heartbeat timeout'], last: 'COMPLETED' },
};

describe('the committed set shows what each name says:', () => {
  test('every one that can be recorded', () => {
    expect(Object.keys(STORIES).sort()).toEqual(
      [...RECORDED_JOBS, ...RECORDED_FETCHES, ...RECORDED_IMPORTS].map(({ name }) => name).sort(),
    );
  });

  test.each(Object.entries(STORIES))('%s', (name, story) => {
    const runs = runsOf(name);
    const types = runs.flatMap(eventTypes);
    const { contains = [], says = [], rollOvers = 0 } = story;
    const shown = {
      ...(story.updates && { updates: runs.map(updatesOf).filter(({ length }) => length > 0) }),
      ...(story.activities && { activities: runs.flatMap(activitiesOf) }),
      ...(story.attempts && { attempts: runs.flatMap(attemptsIn) }),
      contains: firstInOrder(types, contains),
      says: says.filter((text) => runs.some((run) => stringsIn(run).includes(text))),
      ends: runs.map((run) => eventTypes(run).at(-1)!.replace('WORKFLOW_EXECUTION_', '')),
    };
    const { updates, activities, attempts, last } = story;
    const continued = runs.slice(1).map(() => 'CONTINUED_AS_NEW');
    expect(shown).toEqual({ updates, activities, attempts, contains, says, ends: [...continued, last] });
    expect(continued.length).toBeGreaterThanOrEqual(rollOvers);
    if (!rollOvers) expect(runs).toHaveLength(1);
  });

  test('runs that begin with the size of chunks that the one before them has found', () => {
    const begun = runsOf('automatic-size').map((_, index) =>
      runInput<{ policy: { chunkSize: number }; state?: { streams: { chunkSize?: number }[] } }>(
        `automatic-size.run-${index + 1}.json`,
      ),
    );
    for (const { policy, state } of begun.slice(1)) {
      expect(state!.streams[0]!.chunkSize).toBeGreaterThan(policy.chunkSize);
    }
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

  test('runs in which a batch was one chunk, and of which one kind of attempt was each', () => {
    const before = [...histories].filter(([file]) => file.includes('-before-chunks.'));
    const asked = new Set(before.flatMap(([, history]) => activitiesOf(history)));
    expect([...asked].sort()).toEqual(
      ['beginJob', 'finishJob', 'processBatch', 'processUnlocked', 'recordFailedBatch', 'recordSpeed']
        .concat('recordStatus', 'releaseGate')
        .sort(),
    );
  });

  test('a run that a worker of before chunks has begun, and that goes on in chunks', () => {
    const [run] = runsOf('went-on-in-chunks');
    const batches = activitiesOf(run!).filter((name) => name.startsWith('process'));
    expect(batches.slice(0, 3)).toEqual(['processBatch', 'processBatch', 'processChunks']);
    expect(new Set(batches.slice(2))).toEqual(new Set(['processChunks']));
    expect(runInput<{ policy: object }>('went-on-in-chunks.run-1.json').policy).not.toHaveProperty('chunkSize');
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

test('no history holds a cell of an import or the name of its file', () => {
  const told = [...histories].filter(([, history]) => stringsIn(history).some((text) => text.includes(CELL)));
  expect(told.map(([name]) => name)).toEqual([]);
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

/** As many of `wanted`, from its first on, as come in this order. */
function firstInOrder(types: readonly string[], wanted: readonly string[]): string[] {
  let found = 0;
  for (const type of types) if (type === wanted[found]) found += 1;
  return wanted.slice(0, found);
}

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
