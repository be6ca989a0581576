import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ci-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs .ci/run with an npm that only says what it is told to. */
async function ci(npm: string): Promise<{ code: number; lines: string[] }> {
  await writeFile(path.join(folder, 'npm'), `#!/bin/sh\n${npm}\n`);
  await chmod(path.join(folder, 'npm'), 0o755);
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder };
    const child = execFile('.ci/run', { env }, (_, stdout) =>
      resolve({ code: child.exitCode ?? -1, lines: stdout.trimEnd().split('\n').slice(-2) }),
    );
  });
}

const tests = (line: string, code = 0): string => `[ "$1" != test ] || { echo "${line}"; exit ${code}; }`;
const endToEnd = (line: string, code = 0): string => `[ "$2" != test:e2e ] || { echo "${line}"; exit ${code}; }`;

type Case = readonly [what: string, npm: string, code: number, lastLine: string, lineBefore?: string];

const TESTS_GOOD = tests('5 passed, 0 failed');
const GOOD = `${TESTS_GOOD}\n${endToEnd('4 passed, 0 failed')}`;
const SKIPPED = `${tests('5 passed, 0 failed, 2 skipped')}\n${endToEnd('1 passed, 0 failed, 3 skipped')}`;
const NO_AUDIT = '[ "$2" != audit:dependencies ] || { echo "npm error audit endpoint returned an error" >&2; exit 1; }';

test.each<Case>([
  ['all is well', GOOD, 0, '9 passed, 0 failed'],
  ['some were skipped', SKIPPED, 0, '6 passed, 0 failed', '5 skipped'],
  ['tests fail', tests('5 passed, 3 failed', 1), 1, '5 passed, 3 failed'],
  ['end-to-end tests fail', `${TESTS_GOOD}\n${endToEnd('3 passed, 1 failed', 1)}`, 1, '8 passed, 1 failed'],
  ['end-to-end tests crash', `${TESTS_GOOD}\n${endToEnd('', 134)}`, 134, '5 passed, 1 failed'],
  ...['demo', 'demo:recording', 'test:oldest-node', 'test:contract'].map((script): Case => [
    `${script} fails`,
    `${GOOD}\n[ "$2" != ${script} ] || exit 7`,
    7,
    '9 passed, 1 failed',
  ]),
  ...(
    [
      [SKIPPED, 5, '6 passed, 0 failed'],
      [GOOD, 0, '9 passed, 0 failed'],
    ] as const
  ).map(([npm, skipped, lastLine]): Case => [
    `the audit could not be asked for, and ${skipped} tests were skipped`,
    ...([`${npm}\n${NO_AUDIT}`, 0, lastLine, `${skipped + 1} skipped`] as const),
  ]),
  ['the audit finds something', `[ "$2" != audit:dependencies ] || exit 1`, 1, '0 passed, 1 failed'],
  ['the check fails', `[ "$2" != check ] || exit 1`, 1, '0 passed, 1 failed'],
])('the last line of .ci/run tells the truth when %s', async (...[, npm, code, lastLine, lineBefore]: Case) => {
  const outcome = await ci(npm);
  expect([outcome.code, outcome.lines.at(-1)]).toEqual([code, lastLine]);
  const skipped = outcome.lines.find((line) => line.endsWith(' skipped'));
  expect(skipped).toBe(lineBefore);
});
