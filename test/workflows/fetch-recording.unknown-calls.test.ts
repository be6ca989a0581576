import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { attemptsOf, startFetch, temporaryFiles } from '../support/recording-fetch.js';
import { withRecordings } from '../support/recordings.js';

const NOT_FOUND = { cause: { type: 'RecordingNotFetched', message: 'the provider has no such recording' } };

test("an unknown call, another business's and one without a recording end not found, and nobody is contacted", () =>
  withRecordings({}, async (system) => {
    await system.addCall(2, 'of-another', '/ok/of-another.wav');
    await system.addCall(1, 'not-recorded', null);
    await system.startRecordingWorker();
    for (const callSid of ['unknown', 'of-another', 'not-recorded']) {
      const fetch = await startFetch(system, callSid);
      await expect(fetch.result()).rejects.toMatchObject(NOT_FOUND);
      expect({ callSid, attempts: await attemptsOf(fetch) }).toEqual({ callSid, attempts: 1 });
    }
    expect(await system.provider.seenPaths()).toEqual({});
    // Where there is no call, there is nothing that a row could tell of.
    expect(await system.dataSource.query('SELECT business_id, call_sid, failure FROM recordings')).toEqual([
      { business_id: 1, call_sid: 'not-recorded', failure: 'not_found' },
    ]);
  }));

test('a call that is deleted while its recording is downloaded ends not found, and nothing of the file stays', () =>
  withRecordings({}, async (system) => {
    await system.addCall(1, 'deleted', '/slow/deleted.wav?bytes=50000&ms=1500');
    await system.startRecordingWorker();
    const fetch = await startFetch(system, 'deleted');
    await eventually(async () => (await temporaryFiles(system)).length === 1);
    await system.dataSource.query('DELETE FROM calls');
    await expect(fetch.result()).rejects.toMatchObject(NOT_FOUND);
    expect(await system.provider.seen('/slow/deleted.wav')).toMatchObject({ requests: 1 });
    expect(await temporaryFiles(system)).toEqual([]);
    expect(await system.dataSource.query('SELECT FROM recordings')).toEqual([]);
  }));
