import './setup/node-version.mjs';
import path from 'node:path';
import { compile, production, testing } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { repositoryRoot } from './setup/repository.mjs';
import { readJestResult, summaryLine } from './stack/jest-summary.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { runInGroup } from './stack/run-in-group.mjs';
import { startThrowAwayServices } from './stack/throw-away.mjs';

// `npm test -- gate` runs the files with "gate" in their path; everything after -- goes to Jest.

/** @type {string | null} */
let lastLine = null;
process.on('exit', () => console.log(lastLine ?? summaryLine(null, 1)));

await runCommandBody(async (lifetime) => {
  const { signal } = lifetime;
  await ensureDependencies({ signal });
  await compile(production, { signal });
  await compile(testing, { signal });
  console.log('Starting PostgreSQL, Redis and Temporal for the tests ...');
  const { env, folder, processes } = await startThrowAwayServices(lifetime, 'test');

  const resultFile = path.join(folder, 'jest.json');
  const jest = [
    // Jest loads ES modules through Node's experimental vm modules, and would say so in each of its processes.
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
    ...['--json', `--outputFile=${resultFile}`, ...process.argv.slice(2)],
  ];
  // --json sends the usual report to standard error and the result to standard output too, unless it goes to a file.
  const code = await runInGroup(lifetime, process.execPath, jest, { env, processes, cwd: repositoryRoot });
  if (lifetime.isEnding) return code;
  const result = await readJestResult(resultFile);
  lastLine = summaryLine(result, code);
  return code === 0 && result === null ? 1 : code;
});
