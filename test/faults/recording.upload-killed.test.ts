import { expect } from '@jest/globals';
import { createRecordingStorage } from '../../src/recordings/storage/create-recording-storage.js';
import { bucketTest, withBucketSystem } from '../support/bucket-system.js';
import { eventually } from '../support/eventually.js';
import { audioAt } from '../support/recording-provider.js';
import { withProxy } from '../support/tcp-proxy.js';

const SID = 'CA00000000000000000000000000000022';
const AUDIO = '/ok/uploaded.wav?bytes=4000000';
const LET_THROUGH_BYTES = 1_000_000;

bucketTest(
  'a worker killed in the middle of an upload leaves nothing in the bucket and nobody is sent there; the next one uploads it',
  () =>
    withBucketSystem(async (system, { opened }) => {
      await system.addCall(1, SID, AUDIO);
      const api = await system.startApi();
      let sent = 0;
      const { host } = new URL(system.bucket.endpoint);
      await withProxy(
        host,
        ({ near, far }) => {
          near.on('data', (chunk: Buffer) => {
            sent += chunk.length;
            if (sent < LET_THROUGH_BYTES) far.write(chunk);
          });
          far.on('data', (chunk) => near.write(chunk));
        },
        async ({ address }) => {
          const worker = await system.startRecordingWorker({ RECORDINGS_BUCKET_ENDPOINT: `http://${address}` });
          expect((await system.click(api, SID)).status).toBe(202);
          await eventually(() => sent >= LET_THROUGH_BYTES, 60_000);
          expect((await system.recordingRow(1, SID))?.status).toBe('storing');
          await worker.kill();
        },
      );

      const sha256 = (await system.recordingRow(1, SID))!.sha256 as string;
      const storage = await opened(createRecordingStorage(system.storage, 'write'), (made) => made.close());
      expect(await storage.has({ businessId: 1, callSid: SID, sha256 }, 4_000_000)).toBe(false);
      await system.redis.flushall();
      expect((await system.click(api, SID)).status).toBe(202);

      await system.startRecordingWorker();
      const played = await system.untilAnswered(api, SID);
      expect(played.body.equals(audioAt(AUDIO))).toBe(true);
    }),
  120_000,
);
