import { readFile } from 'node:fs/promises';

/**
 * How many questions a run of Schemathesis has asked, by its own report; none where it did not come to writing one.
 *
 * @param {string} file
 * @returns {Promise<number>}
 */
export async function countCases(file) {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const { test_cases: cases } = JSON.parse(text);
  return Number.isSafeInteger(cases?.generated) ? cases.generated : 0;
}

/**
 * Whether a run that found nothing has asked enough to say so.
 *
 * @param {number} cases
 * @param {number} least
 * @returns {string | null} what is wrong
 */
export function tooFew(cases, least) {
  return cases >= least ? null : `Only ${cases} cases were run, and at least ${least} must be.`;
}
