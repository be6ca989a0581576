import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { withJobRunner } from './replay/job-runner.js';
import { RECORDED_JOBS } from './replay/recorded-jobs.js';
import { bundleWithRecorder, replay, silenceRuntime } from './replay/replaying.js';

// Runs real jobs, and writes the history of each of their runs and beside it what the workflow asked for, which replay
// alone does not compare. Whoever runs this after a change of the workflow reads the difference of the expected files.
// Running jobs of an older version are on old code's histories: keep those files until none of them can be open.

const folderOf = (name: string): string => fileURLToPath(new URL(`../../../test/replay/${name}/`, import.meta.url));
const HISTORIES = folderOf('histories');
const EXPECTED = folderOf('expected');

silenceRuntime();
const bundle = await bundleWithRecorder();
for (const folder of [HISTORIES, EXPECTED]) {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(folder)) await rm(folder + file);
}
await withJobRunner(async (runner) => {
  for (const job of RECORDED_JOBS) {
    const histories = await runner.record(job);
    for (const [index, history] of histories.entries()) {
      const file = `${job.name}.run-${index + 1}.json`;
      await writeFile(HISTORIES + file, `${JSON.stringify(history)}\n`);
      const asked = await replay(bundle, history);
      const text = await format(JSON.stringify(asked), { parser: 'json', printWidth: 120 });
      await writeFile(EXPECTED + file, text);
    }
    console.log(`${job.name}: ${histories.length} ${histories.length === 1 ? 'run' : 'runs'}`);
  }
});
