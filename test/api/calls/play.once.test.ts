import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { audioAt } from '../../support/recording-provider.js';
import { withRecordings } from '../../support/recordings.js';

const SID = 'CA00000000000000000000000000000001';
const CLICKS = 200;

test(`${CLICKS} clicks at two API processes are one download; who is not first is told when to come back`, async () => {
  await withRecordings({}, async (system) => {
    const path = '/slow/one.wav?bytes=500000&ms=2000';
    await system.addCall(1, SID, path);
    const [one, two] = [await system.startApi(), await system.startApi()];
    await system.startRecordingWorker();

    const clicks = await Promise.all(
      Array.from({ length: CLICKS }, (_, n) => system.click(n % 2 === 0 ? one : two, SID)),
    );
    expect(clicks.map(({ status }) => status)).toEqual(Array.from({ length: CLICKS }, () => 202));
    const messages = clicks.map(({ headers, body }) => {
      const { success, status, message } = JSON.parse(body.toString()) as Record<string, unknown>;
      expect({ success, status }).toEqual({ success: true, status: 'processing' });
      return { message: String(message), retryAfter: Number(headers.get('retry-after')) };
    });
    const started = messages.filter(({ message }) => message.endsWith('please retry in a few seconds'));
    expect(started).toEqual([{ message: 'Recording is being prepared, please retry in a few seconds', retryAfter: 2 }]);
    const told = messages.filter((answer) => !started.includes(answer));
    expect(told).toHaveLength(CLICKS - 1);
    // The text names what is left of the mark; the header says when it makes sense to look: soon, for all have just clicked.
    for (const { message, retryAfter } of told) {
      const left = Number(/^Recording is being prepared, please retry in (\d+) seconds$/.exec(message)?.[1]);
      expect(left).toBeGreaterThanOrEqual(1);
      expect(left).toBeLessThanOrEqual(15);
      expect(retryAfter).toBe(Math.min(left, Math.max(1, Math.ceil((15 - left) / 2))));
    }

    const played = await system.untilAnswered(one, SID);
    expect(played.status).toBe(200);
    expect(played.body.equals(audioAt(path))).toBe(true);
    expect(played.headers.get('content-type')).toBe('audio/wav');
    expect(await system.provider.seen('/slow/one.wav')).toMatchObject({ requests: 1, mostAtOnce: 1 });
    const sha256 = createHash('sha256').update(played.body).digest('hex');
    expect(await system.recordingRow(1, SID)).toMatchObject({
      ...{ status: 'stored', bytes: 500_000, content_type: 'audio/wav', sha256, failure: null },
    });
  });
}, 90_000);
