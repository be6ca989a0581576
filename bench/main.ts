import { BenchApi } from './bench-api.js';
import { BenchProcess } from './child-process.js';
import { measureGrowth } from './long-jobs/growth.js';
import { measureLongJob } from './long-jobs/long-job.js';
import { growthText, longJobText, neighboursText, readersText, tenantsText } from './long-jobs/long-jobs-report.js';
import { measureNeighbours } from './long-jobs/neighbours.js';
import { measureReaders } from './long-jobs/readers.js';
import { measureTenants } from './long-jobs/tenants.js';
import { BadArgument, type BenchOptions, readOptions } from './options.js';
import { measureRecordings } from './recordings/measure-recordings.js';
import { recordingsText } from './recordings/recordings-report.js';
import { measureRequests } from './requests/measure-requests.js';
import { requestsText } from './requests/requests-report.js';
import type { PolicyOverrides } from '../src/operations/policy.js';
import { bulkText, machineText } from './report.js';
import { measureSize, type SizeFigures } from './size.js';
import { traceStarts } from './starts/measure-starts.js';
import { startsText } from './starts/starts-report.js';
import { type Stand, withStand } from './stand.js';

// `npm run bench`: scripts/bench.mjs starts the services and hands over their addresses. The table goes to standard output,
// what is going on to standard error.

/** Of recordings and of requests. */
const ROUNDS = 5;
/** Of long jobs, so that each section takes less than four minutes. */
const LONG_JOB_ROUNDS = 3;
const LEADS = 100_000;
const LONG_JOBS_LEADS = 1_000_000;
const GROWTH_LEADS = 10_000_000;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main({ sections, ...options }: BenchOptions): Promise<void> {
  await withStand(async (stand) => {
    const texts = [machineText(stand.postgresVersion)];
    if (sections.includes('bulk')) texts.push(await measureBulk(stand, options));
    texts.push(...(await measureLongJobs(stand, { sections, ...options })));
    if (sections.includes('starts')) texts.push(startsText(await traceStarts(stand, say)));
    if (sections.includes('recordings')) {
      texts.push(recordingsText(await measureRecordings(stand, options.rounds ?? ROUNDS, say)));
    }
    if (sections.includes('requests')) {
      const { leads = LEADS, rounds } = options;
      texts.push(requestsText(await measureRequests(stand, { leads, rounds: rounds ?? ROUNDS }, say), leads));
    }
    process.stdout.write(`\n${texts.join('\n\n')}\n`);
  }, policiesOf(options));
}

/** For the environment. */
function policiesOf({ chunkSize }: Pick<BenchOptions, 'chunkSize'>): PolicyOverrides {
  return chunkSize === null ? {} : { delete_leads_bulk: { chunkSize } };
}

async function measureLongJobs(stand: Stand, options: BenchOptions): Promise<string[]> {
  const { sections, leads = LONG_JOBS_LEADS, size: batchSize } = options;
  const of = { leads, batchSize, rounds: options.rounds ?? LONG_JOB_ROUNDS };
  const texts: string[] = [];
  if (sections.includes('job')) texts.push(longJobText(leads, await measureLongJob(stand, of, say)));
  if (sections.includes('tenants')) texts.push(tenantsText(await measureTenants(stand, of, say)));
  if (sections.includes('neighbours')) texts.push(neighboursText(await measureNeighbours(stand, of, say)));
  if (sections.includes('readers')) texts.push(readersText(await measureReaders(stand, of, say)));
  if (sections.includes('growth')) {
    const { leads = GROWTH_LEADS, rounds } = options;
    texts.push(growthText(await measureGrowth(stand, { batchSize, leads, rounds: rounds ?? 1 }, say)));
  }
  return texts;
}

async function measureBulk(stand: Stand, options: Omit<BenchOptions, 'sections'>): Promise<string> {
  say(`Starting the API and the bare workflow's worker ...`);
  const api = await BenchApi.start(stand);
  try {
    const bare = await BenchProcess.start('bench/bare/worker.js', 'bare worker is ready', stand.environment);
    const sizes = await measureSizes(stand, options, api).finally(() => bare.stop());
    return bulkText({ leads: options.leads ?? LEADS, sizes });
  } finally {
    await api.stop();
  }
}

async function measureSizes(
  stand: Stand,
  options: Omit<BenchOptions, 'sections'>,
  api: BenchApi,
): Promise<SizeFigures[]> {
  const { leads = LEADS, rounds } = options;
  const sizes: SizeFigures[] = [];
  for (const batchSize of options.batchSizes) {
    say(`${leads.toLocaleString('en-US')} leads in batches of ${batchSize} ...`);
    sizes.push(await measureSize(stand, { leads, batchSize, rounds }, api));
  }
  return sizes;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await main(options);
} catch (error) {
  if (!(error instanceof BadArgument)) throw error;
  say(error.message);
  process.exitCode = 2;
}
