import { expect, test } from '@jest/globals';
import { playbackMarkKey } from '../../src/gate/keys.js';
import { PlaybackDedup } from '../../src/gate/playback-dedup.js';
import { playbackResource } from '../../src/recordings/recording.js';
import { startFetch } from '../support/recording-fetch.js';
import { withRecordings } from '../support/recordings.js';

test("a fetch that failed takes its own click's mark away and leaves another click's", () =>
  withRecordings({}, async (system) => {
    const dedup = new PlaybackDedup(system.redis);
    const cases = [
      { callSid: 'own', started: 'click-1', standing: 'click-1', left: null },
      { callSid: 'another', started: 'click-1', standing: 'click-2', left: 'click-2' },
      { callSid: 'unknown', started: null, standing: 'click-2', left: 'click-2' },
    ];
    for (const { callSid, standing } of cases) {
      await system.addCall(1, callSid, `/status/${callSid}.wav?code=404`);
      await dedup.markInProgress(playbackResource({ businessId: 1, callSid }), standing);
      // It would run out while a busy machine starts the worker.
      await system.redis.persist(playbackMarkKey('recording', 1, callSid));
    }
    await system.startRecordingWorker();
    await Promise.all(
      cases.map(async ({ callSid, started, left }) => {
        const fetch = await startFetch(system, callSid, { mark: started });
        await expect(fetch.result()).rejects.toThrow();
        const value = await system.redis.get(playbackMarkKey('recording', 1, callSid));
        expect({ callSid, value }).toEqual({ callSid, value: left });
      }),
    );
  }));

test('with Redis away the failure is written down all the same', () =>
  withRecordings({}, async (system) => {
    await system.addCall(1, 'CA1', '/status/CA1.wav?code=404');
    await system.startRecordingWorker();
    // Once with Redis, so that the worker has met it.
    await expect((await startFetch(system, 'CA1', { mark: 'click-1' })).result()).rejects.toThrow();
    await system.dataSource.query('DELETE FROM recordings');
    await system.redisServer.stop();
    const fetch = await startFetch(system, 'CA1', { mark: 'click-2' });
    await expect(fetch.result()).rejects.toMatchObject({ cause: { type: 'RecordingNotFetched' } });
    expect(await system.recordingRow(1, 'CA1')).toMatchObject({ status: 'failed', failure: 'not_found' });
  }));
