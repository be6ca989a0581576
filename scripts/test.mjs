import './setup/node-version.mjs';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { compile, production, testing } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { inRepository, repositoryRoot } from './setup/repository.mjs';
import { runCommand, runInForeground } from './setup/run-command.mjs';
import { findTestFiles } from './setup/test-projects.mjs';
import { readJestResult, summaryLine } from './stack/jest-summary.mjs';
import { runInGroup } from './stack/process-group.mjs';
import { makeThrowAway, startThrowAwayServices } from './stack/throw-away.mjs';

// `npm test -- gate` runs the files with "gate" in their path; everything after -- goes to Jest. Nothing is compiled or
// started that none of the selected files needs.

const jest = [
  // Jest loads ES modules through Node's experimental vm modules, and would say so in each of its processes.
  ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  inRepository('node_modules', 'jest', 'bin', 'jest.js'),
  // Else it would lie in the temporary folder, and each run begin without it.
  `--cacheDirectory=${inRepository('node_modules', '.cache', 'jest')}`,
  ...process.argv.slice(2),
];

/** The files that Jest will run. */
async function selectedTests() {
  const { output } = await runCommand(process.execPath, [...jest, '--listTests'], { cwd: repositoryRoot });
  const listed = new Set(output.split('\n'));
  return findTestFiles().filter(({ file }) => listed.has(file));
}

await runInGroup(async (lifetime) => {
  /** @type {string | null} */
  let lastLine = null;
  process.on('exit', () => console.log(lastLine ?? summaryLine(null, 1)));
  await ensureDependencies();
  const selected = await selectedTests();
  const needsServices = selected.some((test) => test.needsServices);
  if (needsServices || selected.some((test) => test.needsPrograms)) {
    await Promise.all([compile(production), compile(testing)]);
  }
  if (needsServices) console.log('Starting PostgreSQL, Redis and Temporal for the tests ...');
  const { env, folder } = await (needsServices ? startThrowAwayServices : makeThrowAway)(lifetime, 'test');

  const resultFile = path.join(folder, 'jest.json');
  // What a killed test leaves in its temporary folders goes with this one. Open to pass through, for PostgreSQL, which
  // under root runs as somebody else.
  const temporary = path.join(folder, 'tmp');
  await mkdir(temporary);
  await chmod(temporary, 0o711);
  // --json sends the usual report to standard error and the result to standard output too, unless it goes to a file.
  const code = await runInForeground(lifetime, process.execPath, [...jest, '--json', `--outputFile=${resultFile}`], {
    cwd: repositoryRoot,
    // The programs that tests start are loaded hundreds of times, and are compiled by Node once.
    env: { ...env, TMPDIR: temporary, NODE_COMPILE_CACHE: inRepository('node_modules', '.cache', 'node') },
  });
  if (lifetime.isEnding) return code;
  const result = await readJestResult(resultFile);
  lastLine = summaryLine(result, code);
  return code === 0 && result === null ? 1 : code;
});
