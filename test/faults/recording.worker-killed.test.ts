import { readdir, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { audioAt } from '../support/recording-provider.js';
import { withRecordings } from '../support/recordings.js';

const SID = 'CA00000000000000000000000000000003';

/** Every file under the folder with its size, by its path in there. */
async function filesIn(folder: string): Promise<Record<string, number>> {
  const files: Record<string, number> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    const found = await stat(path.join(folder, name)).catch(() => null);
    if (found?.isFile()) files[name] = found.size;
  }
  return files;
}

test('a worker killed in mid-download: nothing half is served, its file is deleted once old, the next attempt completes', async () => {
  await withRecordings({}, async (system) => {
    const address = '/slow/killed.wav?bytes=600000&ms=10000';
    await system.addCall(1, SID, address);
    const api = await system.startApi();
    const worker = await system.startRecordingWorker();
    expect((await system.click(api, SID)).status).toBe(202);
    const [half] = await eventually(async () => {
      const partial = Object.entries(await filesIn(system.recordingsDir)).filter(([, bytes]) => bytes > 100_000);
      return partial.length > 0 && partial.map(([name]) => name);
    }, 30_000);
    await worker.kill();
    expect(half).toMatch(/^\.incoming\//);

    // Whoever clicks meanwhile waits.
    await system.redis.flushall();
    expect((await system.click(api, SID)).status).toBe(202);
    expect(Object.keys(await filesIn(system.recordingsDir))).toEqual([half]);

    // As after half an hour.
    await utimes(path.join(system.recordingsDir, half!), new Date(0), new Date(Date.now() - 1_800_000));
    await system.startRecordingWorker();
    const seen: number[] = [];
    const played = await eventually(async () => {
      const click = await system.click(api, SID);
      seen.push(click.status);
      return click.status !== 202 && click;
    }, 60_000);
    expect(new Set(seen)).toEqual(new Set([202, 200]));
    expect(played.body.equals(audioAt(address))).toBe(true);
    expect(await system.provider.seen('/slow/killed.wav')).toMatchObject({ requests: 2, mostAtOnce: 1 });
    const files = await filesIn(system.recordingsDir);
    expect(Object.keys(files)).toEqual([expect.stringMatching(new RegExp(`^1/${SID}/[0-9a-f]{64}$`))]);
    expect(Object.values(files)).toEqual([600_000]);
  });
}, 120_000);
