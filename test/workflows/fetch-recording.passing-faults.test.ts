import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { answer, head, wav, withRawProvider } from '../support/raw-provider.js';
import { attemptsOf, startFetch, temporaryFiles } from '../support/recording-fetch.js';
import { type RecordingsSystem, withRecordings } from '../support/recordings.js';
import { share } from '../support/share.js';

const FILE = wav(20_000);
const AUDIO = answer(200, { 'content-type': 'audio/wav' }, FILE);

interface Asked {
  readonly system: RecordingsSystem;
  /** Milliseconds between the requests for a path. */
  readonly gaps: (path: string) => number[];
}

const AUDIO_HEADERS = { 'content-type': 'audio/wav', 'content-length': FILE.length };

const busyFor = (seconds: number) => (socket: Socket, count: number) =>
  socket.end(count === 1 ? answer(503, { 'retry-after': seconds }) : AUDIO);

/** What is done with the n-th request for a path, from 1. */
const ANSWERS: Readonly<Record<string, (socket: Socket, count: number) => unknown>> = {
  '/down': (socket) => socket.end(answer(500)),
  '/shaky'(socket, count) {
    switch (count) {
      case 1:
        return socket.destroy();
      case 2:
        return socket.end(answer(429));
      case 3:
        return socket.end(Buffer.concat([Buffer.from(head(200, AUDIO_HEADERS)), FILE.subarray(0, 9_000)]));
      default:
        return socket.end(AUDIO);
    }
  },
  '/briefly': busyFor(4),
  '/for-an-hour': busyFor(3_600),
};

const withAnswers = share<Asked>(async (use) => {
  const askedAt = new Map<string, number[]>();
  await withRawProvider(
    (socket, requestHead) => {
      const path = /^GET (\S+)/.exec(requestHead)![1]!;
      const times = [...(askedAt.get(path) ?? []), performance.now()];
      askedAt.set(path, times);
      ANSWERS[path]!(socket, times.length);
    },
    (provider) =>
      withRecordings({ environment: { RECORDINGS_HOST: provider.host } }, async (system) => {
        for (const path of Object.keys(ANSWERS)) {
          await system.addCall(1, path.slice(1), `http://${provider.host}${path}`);
        }
        await system.startRecordingWorker();
        await use({
          system,
          gaps(path) {
            const times = askedAt.get(path) ?? [];
            return times.slice(1).map((time, index) => time - times[index]!);
          },
        });
      }),
  );
});

test.concurrent('a fault that stays is tried four times, each time later, and then written down', async () => {
  await withAnswers(async ({ system, gaps }) => {
    const fetch = await startFetch(system, 'down');
    await expect(fetch.result()).rejects.toMatchObject({
      cause: { type: 'RecordingNotFetched', message: 'the provider answered with an error' },
    });
    expect(await attemptsOf(fetch)).toBe(4);
    const waited = gaps('/down');
    expect(waited).toHaveLength(3);
    // A few milliseconds less: Temporal counts from the end of an attempt in whole ones.
    [500, 1_000, 2_000].forEach((backOff, index) => expect(waited[index]).toBeGreaterThan(backOff - 10));
    expect(await system.recordingRow(1, 'down')).toMatchObject({ status: 'failed', failure: 'provider_error' });
  });
});

test.concurrent('a fault that passes before the fourth attempt does not count, whatever it was', async () => {
  await withAnswers(async ({ system, gaps }) => {
    const fetch = await startFetch(system, 'shaky');
    expect(await fetch.result()).toEqual({ bytes: FILE.length, isNew: true });
    expect(gaps('/shaky')).toHaveLength(3);
    expect(await system.recordingRow(1, 'shaky')).toMatchObject({
      status: 'stored',
      bytes: FILE.length,
      failure: null,
    });
    await eventually(async () => (await temporaryFiles(system)).length === 0); // others are being fetched
  });
});

test.concurrent('a provider that asks to be left alone for a while is, but for no longer than ten seconds', () =>
  withAnswers(async ({ system, gaps }) => {
    const fetches = await Promise.all(['briefly', 'for-an-hour'].map((callSid) => startFetch(system, callSid)));
    await Promise.all(fetches.map((fetch) => fetch.result()));
    const [briefly] = gaps('/briefly');
    expect(briefly).toBeGreaterThan(3_990);
    const [forAnHour] = gaps('/for-an-hour');
    expect(forAnHour).toBeGreaterThan(9_990);
    expect(forAnHour).toBeLessThan(100_000);
  }),
);
