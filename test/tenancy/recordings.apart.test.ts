import { readdir } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { audioAt } from '../support/recording-provider.js';
import { withRecordings } from '../support/recordings.js';

const SAME = 'CA00000000000000000000000000000004';
const ONLY_ONE = 'CA00000000000000000000000000000005';
const NOBODYS = 'CA00000000000000000000000000000006';

test('two businesses with the same call sid hear each their own; a foreign or unknown sid is 404 and starts nothing', async () => {
  await withRecordings({}, async (system) => {
    await system.addCall(1, SAME, '/ok/of-one.wav?bytes=100000');
    await system.addCall(2, SAME, '/ok/of-two.wav?bytes=100000');
    await system.addCall(1, ONLY_ONE, '/ok/only-one.wav?bytes=100000');
    const api = await system.startApi();
    await system.startRecordingWorker();
    const [one, two] = [
      await system.untilAnswered(api, SAME, { businessId: 1 }),
      await system.untilAnswered(api, SAME, { businessId: 2 }),
    ];
    expect(one.body.equals(audioAt('/ok/of-one.wav?bytes=100000'))).toBe(true);
    expect(two.body.equals(audioAt('/ok/of-two.wav?bytes=100000'))).toBe(true);
    expect(one.headers.get('etag')).not.toBe(two.headers.get('etag'));
    // What one has is of no use to the other.
    const stale = await system.click(api, SAME, {
      businessId: 2,
      headers: { 'if-none-match': one.headers.get('etag')!, range: 'bytes=0-9', 'if-range': one.headers.get('etag')! },
    });
    expect(stale.status).toBe(200);
    expect(stale.body.equals(two.body)).toBe(true);

    // Each below its own business.
    expect((await readdir(system.recordingsDir)).filter((name) => !name.startsWith('.')).sort()).toEqual(['1', '2']);

    await system.redis.flushall();
    for (const [businessId, sid] of [
      [2, ONLY_ONE],
      [1, NOBODYS],
      [3, SAME],
    ] as const) {
      const answer = await system.click(api, sid, { businessId });
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'call_not_found' });
    }
    expect(await system.redis.keys('playback_dedup:*')).toEqual([]);
    expect((await system.provider.seen('/ok/only-one.wav')).requests).toBe(0);
    const workflows: string[] = [];
    for await (const { workflowId } of system.client.workflow.list()) workflows.push(workflowId);
    expect(workflows.sort()).toEqual([`recording:1:${SAME}`, `recording:2:${SAME}`]);
    expect(await system.dataSource.query('SELECT count(*)::int AS count FROM recordings')).toEqual([{ count: 2 }]);
  });
}, 90_000);
