import { expect, test } from '@jest/globals';
import type { ApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { audioAt } from '../support/recording-provider.js';
import { type Click, type RecordingsSystem, withRecordings } from '../support/recordings.js';
import { share } from '../support/share.js';

const messageOf = ({ body }: Click): string => (JSON.parse(body.toString()) as { message: string }).message;

/** Waits until the provider has been asked for it. */
async function underWay({ provider }: RecordingsSystem, path: string): Promise<void> {
  await eventually(async () => (await provider.seen(path)).atOnce === 1, 20_000);
}

const onShared = share<{ system: RecordingsSystem; api: ApiProcess }>((use) =>
  withRecordings({}, async (system) => {
    await system.startRecordingWorker();
    await use({ system, api: await system.startApi() });
  }),
);

test('with Redis flushed between two clicks, or the mark run out, a slow download is joined and not repeated', async () => {
  await onShared(async ({ system, api }) => {
    const path = '/slow/flushed.mp3?bytes=400000&ms=12000';
    await system.addCall(1, 'flushed', path);
    expect(messageOf(await system.click(api, 'flushed'))).toMatch(/a few seconds$/);
    await underWay(system, '/slow/flushed.mp3');
    expect(messageOf(await system.click(api, 'flushed'))).toMatch(/in \d+ seconds$/);

    await system.redis.flushall();
    expect(messageOf(await system.click(api, 'flushed'))).toMatch(/a few seconds$/);
    // As after fifteen seconds.
    await system.redis.pexpire('playback_dedup:recording:1:flushed', 0);
    expect(messageOf(await system.click(api, 'flushed'))).toMatch(/a few seconds$/);
    expect(await system.provider.seen('/slow/flushed.mp3')).toMatchObject({ requests: 1, atOnce: 1 });

    const played = await system.untilAnswered(api, 'flushed');
    expect(played.body.equals(audioAt(path))).toBe(true);
    expect(await system.provider.seen('/slow/flushed.mp3')).toMatchObject({ requests: 1, mostAtOnce: 1 });
  });
}, 90_000);

test('with Redis down clicks are let through with a warning, and still one download is in flight', async () => {
  await onShared(async ({ system, api }) => {
    const path = '/slow/down.wav?bytes=300000&ms=3000';
    await system.addCall(1, 'down', path);
    await system.redisServer.stop();
    const clicks = await Promise.all(Array.from({ length: 40 }, () => system.click(api, 'down')));
    expect(clicks.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 202));
    for (const click of clicks) {
      expect(messageOf(click)).toBe('Recording is being prepared, please retry in a few seconds');
      expect(click.headers.get('retry-after')).toBe('2');
    }
    const played = await system.untilAnswered(api, 'down');
    expect(played.body.equals(audioAt(path))).toBe(true);
    expect(await system.provider.seen('/slow/down.wav')).toMatchObject({ requests: 1, mostAtOnce: 1 });
    const warning = 'clicks on a recording are not deduplicated';
    expect(await api.until(() => api.lines.find((line) => line.includes(warning)))).toMatch(/"level":"warn"/);
  });
}, 90_000);
