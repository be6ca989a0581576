import { expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { audioAt } from '../support/recording-provider.js';
import { type Click, type RecordingsSystem, withRecordings } from '../support/recordings.js';

const SID = 'CA00000000000000000000000000000002';

const messageOf = ({ body }: Click): string => (JSON.parse(body.toString()) as { message: string }).message;

/** Waits until the provider has been asked for it. */
async function underWay({ provider }: RecordingsSystem, path: string): Promise<void> {
  await eventually(async () => (await provider.seen(path)).atOnce === 1, 20_000);
}

test('with Redis flushed between two clicks, or the mark run out, a slow download is joined and not repeated', async () => {
  await withRecordings({}, async (system) => {
    const path = '/slow/flushed.mp3?bytes=400000&ms=6000';
    await system.addCall(1, SID, path);
    const api = await system.startApi();
    await system.startRecordingWorker();
    expect(messageOf(await system.click(api, SID))).toMatch(/a few seconds$/);
    await underWay(system, '/slow/flushed.mp3');
    expect(messageOf(await system.click(api, SID))).toMatch(/in \d+ seconds$/);

    await system.redis.flushall();
    expect(messageOf(await system.click(api, SID))).toMatch(/a few seconds$/);
    // As after fifteen seconds.
    await system.redis.pexpire(`playback_dedup:recording:1:${SID}`, 0);
    expect(messageOf(await system.click(api, SID))).toMatch(/a few seconds$/);
    expect(await system.provider.seen('/slow/flushed.mp3')).toMatchObject({ requests: 1, atOnce: 1 });

    const played = await system.untilAnswered(api, SID);
    expect(played.body.equals(audioAt(path))).toBe(true);
    expect(await system.provider.seen('/slow/flushed.mp3')).toMatchObject({ requests: 1, mostAtOnce: 1 });
  });
}, 90_000);

test('with Redis down clicks are let through with a warning, and still one download is in flight', async () => {
  await withRecordings({}, async (system) => {
    const path = '/slow/down.wav?bytes=300000&ms=3000';
    await system.addCall(1, SID, path);
    const api = await system.startApi();
    await system.startRecordingWorker();
    await system.redisServer.stop();
    const clicks = await Promise.all(Array.from({ length: 40 }, () => system.click(api, SID)));
    expect(clicks.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 202));
    for (const click of clicks) {
      expect(messageOf(click)).toBe('Recording is being prepared, please retry in a few seconds');
      expect(click.headers.get('retry-after')).toBe('2');
    }
    const played = await system.untilAnswered(api, SID);
    expect(played.body.equals(audioAt(path))).toBe(true);
    expect(await system.provider.seen('/slow/down.wav')).toMatchObject({ requests: 1, mostAtOnce: 1 });
    expect(api.lines.find((line) => line.includes('clicks on a recording are not deduplicated'))).toMatch(
      /"level":"warn"/,
    );
  });
}, 90_000);
