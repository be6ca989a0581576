import { describe, expect, test } from '@jest/globals';
import { isInstalled } from '../../scripts/setup/dependencies.mjs';
import { summaryLine } from '../../scripts/stack/jest-summary.mjs';

const result = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the last line of npm test', () => {
  test.each([
    ['a good run', result, 0, '5 passed, 0 failed'],
    [
      'skipped and planned tests',
      { ...result, numPendingTests: 2, numTodoTests: 1 },
      0,
      '5 passed, 0 failed, 3 skipped',
    ],
    ['failed tests', { ...result, numFailedTests: 2 }, 1, '5 passed, 2 failed'],
    ['a file that cannot be loaded', { ...result, numRuntimeErrorTestSuites: 1 }, 1, '5 passed, 1 failed'],
    ['a run that failed without a failed test', result, 1, '5 passed, 1 failed'],
    ['a crash without a result', null, 134, '0 passed, 1 failed'],
    ['no result although Jest said 0', null, 0, '0 passed, 1 failed'],
  ])('of %s does not look better than the run was', (_, counted, code, line) => {
    expect(summaryLine(counted, code)).toBe(line);
  });
});

describe('what must be there before a command runs', () => {
  const wanted = { packages: { '': {}, a: { version: '1.0.0' }, mac: { version: '1.0.0', optional: true } } };
  test.each([
    ['nothing was installed', null, false],
    ['all is there but a package for another platform', { packages: { a: { version: '1.0.0' } } }, true],
    ['a package is missing', { packages: { mac: { version: '1.0.0' } } }, false],
    ['a package is of another version', { packages: { a: { version: '1.1.0' } } }, false],
  ])('when %s, dependencies are complete: see table', (_, installed, isComplete) => {
    expect(isInstalled(wanted, installed)).toBe(isComplete);
  });
});
