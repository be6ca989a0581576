import type { FoundMutant } from './mutants.js';

const ALL = [
  'fetch-cancelled',
  'fetch-completed',
  'fetch-failed',
  'fetch-joined',
  'fetch-out-of-attempts',
  'fetch-retried',
  'fetch-waited-for-place',
  'fetch-worker-lost',
];
const WAITED = ['fetch-waited-for-place'];
const FAILED = ['fetch-failed', 'fetch-out-of-attempts'];
const ENDED = ALL.filter((name) => name !== 'fetch-cancelled');

const FETCH = /return await (download)\.fetchToStorage\(\{ businessId, callSid, mayWait: true \}\);/;
const RECORD = /await [\w.]+\.recordFetchFailure\(\{ businessId, callSid, mark, failure \}\);/;
// What follows tells it from the workflow of an import.
const CANCELLED = /if \(\(0,([\w.]+)\.isCancellation\)\(error\)\)\s*throw error;(?=\s*const withoutSlot)/;
// The retry before it tells it from that of an import. Not by a look behind: what it may skip there was tried in so many
// ways that the search never ended.
const WAITS_FOR_DOWNLOAD =
  /(maximumAttempts,?\s*\},\s*(?:\/\/[^\n]*\n\s*)?)cancellationType: [\w.]+\.ActivityCancellationType\.WAIT_CANCELLATION_COMPLETED,?/;

/** Faults that replay finds by itself. */
export const FETCH_COMMAND_MUTANTS: readonly FoundMutant[] = [
  { fault: 'the download is renamed', find: /\.fetchToStorage\(/, replacement: '.downloadToStorage(', foundBy: ALL },
  {
    fault: 'the record of a failure is renamed',
    find: /\.recordFetchFailure\(/,
    replacement: '.fail(',
    foundBy: FAILED,
  },
  { fault: 'a failure is not written down', find: RECORD, replacement: ';', foundBy: FAILED },
  {
    fault: 'nothing is caught',
    find: /(\.fetchToStorage\([^]*?catch \(error\) \{)/,
    replacement: '$1 throw error;',
    foundBy: [...FAILED, ...WAITED],
  },
  {
    fault: 'the failure is written down before the download',
    find: FETCH,
    replacement: "await $1.recordFetchFailure({ businessId, callSid, mark, failure: 'not_stored' }); $&",
    foundBy: ALL,
  },
  {
    fault: 'another activity comes after the download',
    find: FETCH,
    replacement:
      'const fetched = await $1.fetchToStorage({ businessId, callSid, mayWait: true }); await $1.transcribe({ businessId, callSid }); return fetched;',
    foundBy: ENDED.filter((name) => !FAILED.includes(name)),
  },
  {
    fault: 'without a place it asks again at once',
    find: /await \(0,[\w.]+\.sleep\)\(/,
    replacement: '(',
    foundBy: WAITED,
  },
  {
    fault: 'a fetch without a place is a failed one',
    find: /if \(withoutSlot === null\)/,
    replacement: 'if (true)',
    foundBy: WAITED,
  },
  {
    fault: 'a cancelled fetch looks like one that failed',
    find: CANCELLED,
    replacement: "if ((0,$1.isCancellation)(error)) throw $1.ApplicationFailure.nonRetryable('cancelled');",
    foundBy: ['fetch-cancelled'],
  },
  {
    fault: 'a cancel does not reach the download',
    find: WAITS_FOR_DOWNLOAD,
    replacement: '$1cancellationType: 2,',
    foundBy: ['fetch-cancelled'],
  },
];

/** Faults that replay lets pass, because it compares kinds of commands: the expected calls are there for them. */
export const FETCH_CONTENT_MUTANTS: readonly FoundMutant[] = [
  {
    fault: 'the download is of another business',
    find: FETCH,
    replacement: 'return await $1.fetchToStorage({ businessId: businessId + 1, callSid, mayWait: true });',
    foundBy: ALL,
  },
  {
    fault: 'the download is told of the mark',
    find: FETCH,
    replacement: 'return await $1.fetchToStorage({ businessId, callSid, mayWait: true, mark });',
    foundBy: ALL,
  },
  { fault: 'a passing fault is tried for ever', find: /, maximumAttempts \}/, replacement: ' }', foundBy: ALL },
  {
    fault: 'an attempt that found no place counts',
    find: /attemptsLeft -= withoutSlot - 1;/,
    replacement: 'attemptsLeft -= withoutSlot;',
    foundBy: WAITED,
  },
  {
    fault: 'it waits no longer each time',
    find: /FIRST_WAIT_MS \* 2 \*\* waits/,
    replacement: 'FIRST_WAIT_MS',
    foundBy: WAITED,
  },
  {
    fault: 'it cannot be told that there is no place',
    find: /, mayWait: true \}/,
    replacement: ' }',
    foundBy: ALL,
  },
  {
    fault: 'a lost worker is noticed late',
    find: /(startToCloseTimeout: '10m',\s*heartbeatTimeout:) '5s'/,
    replacement: "$1 '50s'",
    foundBy: ALL,
  },
  {
    fault: 'a cancelled fetch ends before its download',
    find: WAITS_FOR_DOWNLOAD,
    replacement: '$1',
    foundBy: ALL,
  },
  {
    fault: 'every failure is the same one',
    find: /return \(0,[\w.]+\.isFetchFailure\)\(code\) \? code : 'not_stored';/,
    replacement: "return 'not_stored';",
    foundBy: FAILED,
  },
  {
    fault: 'the mark stays',
    find: /callSid, mark, failure \}\)/,
    replacement: 'callSid, mark: null, failure })',
    foundBy: FAILED,
  },
  {
    fault: 'the fetch fails under another name',
    find: /FAILURE\.recordingNotFetched\)/,
    replacement: 'FAILURE.jobFailed)',
    foundBy: FAILED,
  },
  {
    fault: 'the result says nothing',
    find: FETCH,
    replacement: 'await $1.fetchToStorage({ businessId, callSid, mayWait: true }); return { bytes: 0, isNew: true };',
    foundBy: ENDED.filter((name) => !FAILED.includes(name)),
  },
];
