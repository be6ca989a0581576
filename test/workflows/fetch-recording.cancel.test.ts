import { expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/client';
import { PlaybackDedup } from '../../src/gate/playback-dedup.js';
import { playbackResource } from '../../src/recordings/recording.js';
import { eventually, eventuallyInTemporal } from '../support/eventually.js';
import { startFetch, temporaryFiles } from '../support/recording-fetch.js';
import { type RecordingsSystem, withRecordings } from '../support/recordings.js';
import { share } from '../support/share.js';

const onSystem = share<RecordingsSystem>((use) =>
  withRecordings({}, async (system) => {
    await system.startRecordingWorker();
    await use(system);
  }),
);

test.concurrent(
  'a fetch that is cancelled ends with its download: nothing of it is left, and no failure is written down',
  () =>
    onSystem(async (system) => {
      const dedup = new PlaybackDedup(system.redis);
      const resource = playbackResource({ businessId: 1, callSid: 'CA1' });
      await system.addCall(1, 'CA1', '/slow/CA1.wav?bytes=500000&ms=60000');
      await dedup.markInProgress(resource, 'click-1');
      const fetch = await startFetch(system, 'CA1', { mark: 'click-1' });
      await eventually(async () => (await temporaryFiles(system)).length === 1);

      await fetch.cancel();
      await expect(fetch.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
      // Looked at once, and not until it is so: a click that comes now starts another download.
      expect(await temporaryFiles(system)).toEqual([]);
      const { events } = await fetch.fetchHistory();
      expect(events?.filter((event) => event.activityTaskCanceledEventAttributes)).toHaveLength(1);
      await eventually(async () => (await system.provider.seen('/slow/CA1.wav')).atOnce === 0, 2_000);
      expect(await system.recordingRow(1, 'CA1')).toBeUndefined();
      expect(await dedup.isInProgress(resource)).toBe(true);

      await system.dataSource.query(
        'UPDATE calls SET recording_url = replace(recording_url, $1, $2) WHERE call_sid = $3',
        [...['slow', 'ok', 'CA1']],
      );
      expect(await (await startFetch(system, 'CA1')).result()).toEqual({ bytes: 500_000, isNew: true });
    }),
);

test.concurrent(
  'a fetch that waits for its next attempt is cancelled at once, and the provider is not asked again',
  () =>
    onSystem(async (system) => {
      await system.addCall(1, 'CA2', '/status/CA2.wav?code=503&retry-after=3600');
      const fetch = await startFetch(system, 'CA2');
      await eventuallyInTemporal(async () => {
        const { raw } = await fetch.describe();
        return raw.pendingActivities?.[0]?.attempt === 2;
      });
      await fetch.cancel();
      await expect(fetch.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
      // Had it waited on, there would be a second request.
      expect(await system.provider.seen('/status/CA2.wav')).toMatchObject({ requests: 1 });
      expect(await system.recordingRow(1, 'CA2')).toBeUndefined();
    }),
);
