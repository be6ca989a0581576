import type { FoundMutant } from './mutants.js';

const ALL = ['import-cancelled', 'import-completed', 'import-failed', 'import-worker-lost'];
const ENDED_EARLY = ['import-cancelled', 'import-failed'];

const RECORD = /await [\w.]+\.CancellationScope\.nonCancellable\(\(\) => ([\w.]+)\.recordFailedImport\(([^)]*)\)\);/;
const OVER = /if \(progress\.isOver\)\s*return progress;/;

/** Faults that replay finds by itself. */
export const IMPORT_COMMAND_MUTANTS: readonly FoundMutant[] = [
  { fault: 'the work is renamed', find: /\.importChunks\(/, replacement: '.importRows(', foundBy: ALL },
  {
    fault: 'the record of a failure is renamed',
    find: /\.recordFailedImport\(/,
    replacement: '.fail(',
    foundBy: ENDED_EARLY,
  },
  { fault: 'a failure is not written down', find: RECORD, replacement: ';', foundBy: ENDED_EARLY },
  {
    fault: 'a cancel keeps its record from being written',
    find: RECORD,
    replacement: 'await $1.recordFailedImport($2);',
    foundBy: ['import-cancelled'],
  },
  {
    fault: 'a cancelled import looks like one that failed',
    find: /if \(\(0,\s*[\w.]+\.isCancellation\)\(error\)\)\s*throw error;(?=\s*throw [\w.]+\.ApplicationFailure\.nonRetryable\(reason)/,
    replacement: '',
    foundBy: ['import-cancelled'],
  },
  {
    fault: 'an import that is not over ends',
    find: OVER,
    replacement: 'return progress;',
    foundBy: ['import-cancelled', 'import-completed'],
  },
  {
    fault: 'an import that is over is gone on with',
    find: OVER,
    replacement: 'if (progress.isOver && progress.rows < 0) return progress;',
    foundBy: ALL.filter((name) => !ENDED_EARLY.includes(name)),
  },
];

/** Faults that replay lets pass, because it compares kinds of commands: the expected calls are there for them. */
export const IMPORT_CONTENT_MUTANTS: readonly FoundMutant[] = [
  {
    fault: 'the work is told of another import',
    find: /\.importChunks\(\{ importId \}\)/,
    replacement: '.importChunks({ importId: importId + 1 })',
    foundBy: ALL,
  },
  {
    fault: 'the record says nothing of why',
    find: /\.recordFailedImport\(\{ importId, reason \}\)/,
    replacement: ".recordFailedImport({ importId, reason: '' })",
    foundBy: ENDED_EARLY,
  },
  {
    fault: 'what the activity says of its failure is not looked at',
    find: /=== [\w.]+\.FAILURE\.importFailed\s*\?/,
    replacement: "=== 'another' ?",
    foundBy: ['import-failed'],
  },
  {
    fault: 'a lost worker is noticed late',
    find: /(startToCloseTimeout: '2m',\s*heartbeatTimeout:) '15s'/,
    replacement: "$1 '90s'",
    foundBy: ALL,
  },
];
