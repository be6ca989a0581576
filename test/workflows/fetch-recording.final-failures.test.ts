import { expect, test } from '@jest/globals';
import { FETCH_FAILURES, type FetchFailureCode } from '../../src/recordings/fetch-failure.js';
import { attemptsOf, startFetch, temporaryFiles } from '../support/recording-fetch.js';
import { withRecordings } from '../support/recordings.js';

interface Case {
  readonly address: string;
  readonly failure: FetchFailureCode;
  /** How often the provider is asked. */
  readonly requests: number;
}

const CASES: readonly Case[] = [
  { address: '/status/401.wav?code=401', failure: 'refused', requests: 1 },
  { address: '/status/403.wav?code=403', failure: 'refused', requests: 1 },
  { address: '/status/404.wav?code=404', failure: 'not_found', requests: 1 },
  { address: '/status/410.wav?code=410', failure: 'not_found', requests: 1 },
  { address: '/html/page.wav', failure: 'not_audio', requests: 1 },
  { address: '/wrong-type/page.wav', failure: 'not_audio', requests: 1 },
  { address: '/empty/nothing.wav', failure: 'empty', requests: 1 },
  { address: '/ok/large.wav?bytes=2000', failure: 'too_large', requests: 1 },
  { address: 'https://elsewhere.example.com/ok/other.wav', failure: 'not_allowed', requests: 0 },
];

test('the last word of the provider, or ours, is tried once, and the row says why', async () => {
  await withRecordings({ environment: { RECORDINGS_MAX_FILE_BYTES: '1024' } }, async (system) => {
    await system.startRecordingWorker();
    await Promise.all(
      CASES.map(async ({ address, failure, requests }, index) => {
        const callSid = `CA${index}`;
        await system.addCall(1, callSid, address);
        const fetch = await startFetch(system, callSid);
        await expect(fetch.result()).rejects.toMatchObject({
          cause: { type: 'RecordingNotFetched', message: FETCH_FAILURES[failure].reason },
        });
        const { pathname } = new URL(address, system.provider.url);
        const seen = await system.provider.seen(pathname);
        expect({ address, requests: seen.requests, attempts: await attemptsOf(fetch) }).toEqual({
          ...{ address, requests, attempts: 1 },
        });
        expect(await system.recordingRow(1, callSid)).toMatchObject({
          ...{ status: 'failed', failure, failed_at: expect.any(Date), sha256: null, bytes: null },
        });
      }),
    );
    expect(await temporaryFiles(system)).toEqual([]);
  });
});
