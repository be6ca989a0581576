import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { withJobRunner } from './replay/job-runner.js';
import { RECORDED_JOBS } from './replay/recorded-jobs.js';
import { bundleWithRecorder, replayAll, silenceRuntime } from './replay/replaying.js';

// Runs real jobs, and writes the history of each of their runs and, beside it, what the workflow asked for: replay alone
// compares the kinds of commands only. Whoever runs this after a change of the workflow reads the difference in expected/.

const folderOf = (name: string): string => fileURLToPath(new URL(`../../../test/replay/${name}/`, import.meta.url));
const HISTORIES = folderOf('histories');
const EXPECTED = folderOf('expected');

silenceRuntime();
const bundle = await bundleWithRecorder(new URL('../../', import.meta.url));
for (const folder of [HISTORIES, EXPECTED]) {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(folder)) await rm(folder + file);
}
await withJobRunner(async (runner) => {
  for (const job of RECORDED_JOBS) {
    const runs = await runner.record(job);
    const histories = new Map(runs.map((history, index) => [`${job.name}.run-${index + 1}.json`, history]));
    for (const [file, { asked }] of await replayAll(bundle, histories)) {
      await writeFile(HISTORIES + file, `${JSON.stringify(histories.get(file))}\n`);
      await writeFile(EXPECTED + file, await format(JSON.stringify(asked), { parser: 'json', printWidth: 120 }));
    }
    console.log(`${job.name}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`);
  }
});
