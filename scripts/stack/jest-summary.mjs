import { readFile } from 'node:fs/promises';

/**
 * @typedef {object} JestResult the fields of Jest's --json output that are counted
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites files that failed before any of their tests ran
 */

/**
 * The last line of `npm test`. A run without a result, or one that failed for a reason that no test shows, counts as one
 * failure: the line must never look better than the run was.
 *
 * @param {JestResult | null} result
 * @param {number} exitCode Jest's own
 */
export function summaryLine(result, exitCode) {
  const passed = result?.numPassedTests ?? 0;
  const shown = result === null ? 0 : result.numFailedTests + result.numRuntimeErrorTestSuites;
  const failed = shown === 0 && (result === null || exitCode !== 0) ? 1 : shown;
  const skipped = result === null ? 0 : result.numPendingTests + result.numTodoTests;
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/**
 * @param {string} file
 * @returns {Promise<JestResult | null>} null when Jest did not get as far as writing it
 */
export async function readJestResult(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
