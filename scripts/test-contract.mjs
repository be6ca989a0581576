import './setup/node-version.mjs';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readArguments, wholeNumber } from './cli/arguments.mjs';
import { countCases, tooFew } from './contract/count-cases.mjs';
import { endLongJobs } from './contract/end-long-jobs.mjs';
import { documentFile } from './contract/generated.mjs';
import { generatorFaults } from './contract/generators.mjs';
import { compile, production } from './setup/compile.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { findPythonProgram } from './setup/python-environment.mjs';
import { inRepository } from './setup/repository.mjs';
import { runCommand } from './setup/run-command.mjs';
import { startApplication } from './stack/application.mjs';
import { runInGroup } from './stack/process-group.mjs';
import { raisedLimits, startThrowAwayServices } from './stack/throw-away.mjs';
import { signToken } from './stack/token.mjs';

const LEAST_CASES = 10_000;
const SECONDS = 570;
/** The same questions each time: a run that fails tells of a change, not of luck. */
const SEED = '20261124';

const help = `npm run test:contract [-- --seconds N] [--seed N]

Asks a running API (own services, API and worker) at least ${LEAST_CASES} made-up questions, good and bad ones, from
openapi.json, with every check of Schemathesis, and holds each answer to the document. Before that, makes clients with two
generators (@hey-api/openapi-ts, openapi-python-client), which must neither warn nor leave anything out, and checks them.
Needs Python 3.10 or newer.

  --seconds N   end after this time at the latest (${SECONDS}); what has not ended then has failed
  --seed N      other questions than those of every run (${SEED}); what they find is as real
`;

/**
 * Several runs at once, because Python's threads share one core. The first has as many cases as the document gives rise
 * to, the others as many as they are told, each for its share of the routes.
 *
 * @param {readonly string[]} routes ids of operations
 */
function runsOf(routes) {
  // More than needed: a route with little to vary runs out of questions.
  const fuzzed = Math.ceil((LEAST_CASES * 1.3) / routes.length);
  const share = (/** @type {number} */ n) =>
    routes.filter((_, i) => i % 2 === n).flatMap((id) => ['--include-operation-id', id]);
  return [
    { name: 'examples, coverage, stateful', phases: 'examples,coverage,stateful', examplesOfARoute: 60, only: [] },
    { name: 'fuzzing, one half', phases: 'fuzzing', examplesOfARoute: fuzzed, only: share(0) },
    { name: 'fuzzing, the other half', phases: 'fuzzing', examplesOfARoute: fuzzed, only: share(1) },
  ];
}

await runInGroup(async (lifetime) => {
  const { seconds, seed = SEED } = readArguments({
    help,
    options: { seconds: { type: 'string' }, seed: { type: 'string' } },
  });
  const maxSeconds = seconds === undefined ? SECONDS : wholeNumber('--seconds', seconds, { min: 1, max: 3_600 });
  await ensureDependencies();
  const schemathesis = await findPythonProgram({
    name: 'Schemathesis',
    neededBy: 'npm run test:contract',
    program: 'st',
    pins: inRepository('scripts', 'contract', 'requirements.txt'),
  });
  await compile(production);
  const routes = await operationIds();
  const folderOfClients = await mkdtemp(path.join(os.tmpdir(), 'bulkgate-clients-'));
  lifetime.defer(() => rm(folderOfClients, { recursive: true, force: true }));
  const unusable = await generatorFaults({ folder: folderOfClients, operationIds: routes });
  for (const fault of unusable) console.error(fault);
  if (unusable.length > 0) return 1;
  console.log(`Two generators have made clients of all ${routes.length} routes.`);
  console.log('Starting PostgreSQL, Redis, Temporal, API and worker ...');
  const { env, folder, processes } = await startThrowAwayServices(lifetime, 'contract');
  const secret = randomBytes(32).toString('base64url');
  const { api } = await startApplication({
    ...{ folder, processes, secret, sampleLeads: 300, hasUsualPorts: false, say: () => undefined },
    env: raisedLimits,
    services: {
      databaseUrl: String(env['DATABASE_URL']),
      redisUrl: String(env['REDIS_URL']),
      temporalAddress: String(env['TEMPORAL_ADDRESS']),
      temporalNamespace: String(env['TEMPORAL_NAMESPACE']),
      temporalUi: null,
    },
  });
  const token = signToken({ secret, businessId: 1, role: 'admin' }, {});
  const tidying = endLongJobs({ api, token });
  lifetime.defer(() => tidying.stop());

  const startedAt = Date.now();
  const inTime = AbortSignal.timeout(maxSeconds * 1_000);
  const results = await Promise.all(
    runsOf(routes).map(async ({ name, phases, examplesOfARoute, only }, i) => {
      const report = path.join(folder, `contract-${i}.json`);
      const config = inRepository('scripts', 'contract', 'schemathesis.toml');
      const args = [
        ...['--config-file', config, 'run', inRepository(documentFile), '--url', api, '--no-color'],
        ...['--header', `Authorization: Bearer ${token}`, '--checks', 'all', '--mode', 'all', '--phases', phases],
        ...['--workers', '1', '--max-examples', String(examplesOfARoute), ...only],
        ...['--report', 'json', '--report-json-path', report, '--seed', seed],
      ];
      const { code, output } = await runCommand(schemathesis, args, { cwd: folder, env, signal: inTime });
      return { name, code, output, cases: await countCases(report) };
    }),
  );
  for (const { name, output, cases } of results) console.log(`\n== ${name}: ${cases} cases\n${output.trim()}`);
  const cases = results.reduce((sum, result) => sum + result.cases, 0);
  console.log(`\n${cases} cases in ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  if (inTime.aborted) console.error(`Not done after ${maxSeconds} s.`);
  const fault = tooFew(cases, LEAST_CASES);
  if (fault !== null) console.error(fault);
  return fault === null && results.every(({ code }) => code === 0) ? 0 : 1;
});

/** @returns {Promise<string[]>} */
async function operationIds() {
  const { paths } = JSON.parse(await readFile(inRepository(documentFile), 'utf8'));
  return Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
}
