import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { withFetchRunner } from './replay/fetch-runner.js';
import { withImportRunner } from './replay/import-runner.js';
import { withJobRunner } from './replay/job-runner.js';
import { RECORDED_FETCHES } from './replay/recorded-fetches.js';
import { RECORDED_IMPORTS } from './replay/recorded-imports.js';
import { RECORDED_JOBS } from './replay/recorded-jobs.js';
import { bundleWithRecorder, replayAll, silenceRuntime } from './replay/replaying.js';

// Runs real jobs, fetches and imports, and writes the history of each of their runs and, beside it, what the workflow asked for: replay
// alone compares the kinds of commands only. Whoever runs this after a change of a workflow reads the difference in expected/.
//
// Arguments are the names of those to record, and the others stay as they are. Without any, all are recorded anew, except
// those that a version before has taken part in (`…-before-streams`, `…-before-chunks`,
// `continued-by-both-versions`, `went-on-in-chunks`).

const folderOf = (name: string): string => fileURLToPath(new URL(`../../../test/replay/${name}/`, import.meta.url));
const HISTORIES = folderOf('histories');
const EXPECTED = folderOf('expected');

const recordable = [...RECORDED_JOBS, ...RECORDED_FETCHES, ...RECORDED_IMPORTS].map(({ name }) => name);
const named = process.argv.slice(2);
const unknown = named.filter((name) => !recordable.includes(name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', no ')}; there are ${recordable.join(', ')}.`);
  process.exit(2);
}
const isWanted = ({ name }: { readonly name: string }): boolean => named.length === 0 || named.includes(name);
const jobs = RECORDED_JOBS.filter(isWanted);
const fetches = RECORDED_FETCHES.filter(isWanted);
const imports = RECORDED_IMPORTS.filter(isWanted);

silenceRuntime();
const bundle = await bundleWithRecorder(new URL('../../', import.meta.url));
for (const folder of [HISTORIES, EXPECTED]) {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(folder)) {
    const name = file.replace(/\.run-\d+\.json$/, '');
    // The others were left by older versions, which nobody can record anew.
    if (recordable.includes(name) && isWanted({ name })) await rm(folder + file);
  }
}
if (jobs.length > 0) {
  await withJobRunner(async (runner) => {
    for (const job of jobs) await write(job.name, await runner.record(job));
  });
}
if (fetches.length > 0) {
  await withFetchRunner(async (runner) => {
    for (const fetch of fetches) await write(fetch.name, await runner.record(fetch));
  });
}
if (imports.length > 0) {
  await withImportRunner(async (runner) => {
    for (const imported of imports) await write(imported.name, await runner.record(imported));
  });
}

async function write(name: string, runs: readonly object[]): Promise<void> {
  const histories = new Map(runs.map((history, index) => [`${name}.run-${index + 1}.json`, history]));
  for (const [file, { asked }] of await replayAll(bundle, histories)) {
    await writeFile(HISTORIES + file, `${JSON.stringify(histories.get(file))}\n`);
    await writeFile(EXPECTED + file, await format(JSON.stringify(asked), { parser: 'json', printWidth: 120 }));
  }
  console.log(`${name}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`);
}
