import { expect } from '@jest/globals';
import { createRecordingStorage } from '../../../src/recordings/storage/create-recording-storage.js';
import { evictRecordings } from '../../../src/upkeep/evict-recordings.js';
import { auditEntries, checkChain } from '../../support/audit.js';
import { bucketTest, type BucketSystem, withBucketSystem } from '../../support/bucket-system.js';
import { audioAt } from '../../support/recording-provider.js';
import { withTcpProxy } from '../../support/tcp-proxy.js';
import { testToken } from '../../support/test-token.js';

const SID = 'CA00000000000000000000000000000021';
const AUDIO = '/ok/in-the-bucket.wav?bytes=600000';
const SECRET_OF_AN_ADDRESS = /X-Amz|Signature/i;

interface Click {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly body: string;
}

/** A click that goes nowhere by itself. */
async function click(
  api: { readonly url: string },
  { sid = SID, ...ask }: { sid?: string; businessId?: number; method?: string; headers?: object } = {},
): Promise<Click> {
  const answer = await fetch(`${api.url}/api/v1/calls/${sid}/recording`, {
    method: ask.method ?? 'GET',
    redirect: 'manual',
    headers: { authorization: `Bearer ${await testToken(ask.businessId ?? 1)}`, ...ask.headers },
  });
  return {
    ...{ status: answer.status, headers: answer.headers, location: answer.headers.get('location') },
    body: await answer.text(),
  };
}

/** Of a bucket that answers with an error: its code. */
async function refusal(address: string): Promise<[number, string | undefined]> {
  const answer = await fetch(address);
  return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
}

const inBucket = (system: BucketSystem, businessId = 1): Promise<unknown> =>
  system.recordingRow(businessId, SID).then((row) => row?.status);

bucketTest(
  'a click is sent to the bucket, which plays the recording, whole and in parts, to whoever has the address for a minute',
  () =>
    withBucketSystem(async (system) => {
      const audio = audioAt(AUDIO);
      await system.addCall(1, SID, AUDIO);
      await system.addCall(2, 'CAofTwo', AUDIO);
      const api = await system.startApi({}, { logLevel: 'trace' });
      const worker = await system.startRecordingWorker();
      expect((await system.untilAnswered(api, SID)).body.equals(audio)).toBe(true); // as fetch follows it
      expect(await inBucket(system)).toBe('stored');

      const clicked = await click(api);
      expect([clicked.status, clicked.body]).toEqual([302, '']);
      expect(clicked.headers.get('cache-control')).toBe('no-store');
      const address = clicked.location!;
      expect(new URL(address).origin).toBe(system.bucket.endpoint);

      const part = await fetch(address, { headers: { range: 'bytes=100-199' } });
      expect(Buffer.from(await part.arrayBuffer()).equals(audio.subarray(100, 200))).toBe(true);

      // What belongs to the request goes on to the bucket; a HEAD is answered here.
      const etag = `"${(await system.recordingRow(1, SID))!.sha256 as string}"`;
      for (const headers of [{ 'if-none-match': etag }, { 'if-match': '"another"' }, { range: 'bytes=999999-' }]) {
        expect([headers, (await click(api, { headers })).status]).toEqual([headers, 302]);
      }
      const head = await click(api, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, '600000']);

      // Nobody else is given one.
      expect((await click(api, { businessId: 2 })).status).toBe(404);
      expect((await click(api, { sid: 'CAofTwo' })).status).toBe(404);

      // Who was given one stands in the log, once in ten minutes; the address stands nowhere.
      const entries = await auditEntries(system.dataSource);
      expect(entries.map(({ action, target, result, reason }) => [action, target, result, reason])).toEqual([
        ['recording.play', SID, 'done', 'redirected'],
        ['recording.play', null, 'refused', 'call_not_found'],
      ]);
      expect((await checkChain(system.dataSource)).faults).toEqual([]);
      expect(JSON.stringify(entries)).not.toMatch(SECRET_OF_AN_ADDRESS);
      const lines = [...api.lines, ...worker.lines];
      expect(lines.some((line) => line.includes('/recording'))).toBe(true);
      expect(lines.filter((line) => SECRET_OF_AN_ADDRESS.test(line))).toEqual([]);
      const metrics = await api.metrics();
      expect(metrics).toMatch(/bulkgate_recording_plays_total\{outcome="redirected"\} [1-9]/);
      expect(metrics).toMatch(/bulkgate_recording_bytes_played_total 0/);

      // A page may go there too, and nowhere else.
      const page = await api.ask('/docs');
      const policy = page.headers.get('content-security-policy')!.split('; ');
      expect(policy.filter((directive) => directive.includes('http'))).toEqual([
        `media-src 'self' ${system.bucket.endpoint}`,
        `connect-src 'self' ${system.bucket.endpoint}`,
      ]);
    }),
  120_000,
);

bucketTest(
  'what was evicted, or is lost, is not in the bucket any more: the next click has it fetched anew',
  () =>
    withBucketSystem(async (system, { opened }) => {
      await system.addCall(1, SID, AUDIO);
      const api = await system.startApi();
      await system.startRecordingWorker();
      await system.untilAnswered(api, SID);
      const address = (await click(api)).location!;
      const storage = await opened(createRecordingStorage(system.storage, 'write'), (made) => made.close());
      const key = { businessId: 1, callSid: SID, sha256: (await system.recordingRow(1, SID))!.sha256 as string };

      // Lost: its row says that it is there.
      await storage.remove(key);
      await system.redis.flushall();
      expect((await click(api)).status).toBe(202);
      await system.untilAnswered(api, SID);
      expect((await click(api)).status).toBe(302);
      expect((await system.provider.seen('/ok/in-the-bucket.wav')).requests).toBe(2);

      // While an address of it is good it is spared; the row was written when the address was given.
      const evictAll = () =>
        system.database
          .as('bulkgate_worker')
          .then((dataSource) =>
            evictRecordings(
              { dataSource, storage, maxStoredBytes: 1, onEvicted: () => undefined },
              new AbortController().signal,
            ),
          );
      const usedBefore = (seconds: number) =>
        system.dataSource.query(
          `UPDATE recordings SET last_played_at = clock_timestamp() - make_interval(secs => $1),
                                 fetched_at = clock_timestamp() - make_interval(secs => $1)`,
          [seconds],
        );
      await usedBefore(1_000);
      expect((await click(api)).status).toBe(302);
      await evictAll();
      expect((await fetch(address)).status).toBe(200);

      await usedBefore(1_000);
      await evictAll();
      expect(await refusal(address)).toEqual([404, 'NoSuchKey']);
      expect(await storage.has(key, 600_000)).toBe(false);
      await system.redis.flushall();
      expect((await click(api)).status).toBe(202);
    }),
  120_000,
);

bucketTest(
  'clicks that wait for a slow bucket have a share of the connections, and it is free again once the bucket has answered',
  () =>
    withBucketSystem(async (system) => {
      await system.addCall(1, SID, AUDIO);
      await withTcpProxy(new URL(system.bucket.endpoint).host, async (bucket) => {
        const endpoint = { RECORDINGS_BUCKET_ENDPOINT: `http://${bucket.address}` };
        const api = await system.startApi({ ...endpoint, MAX_PLAYS_PER_BUSINESS: '2' });
        await system.startRecordingWorker();
        await system.untilAnswered(api, SID);

        bucket.hold();
        const clicks = [click(api), click(api), click(api)];
        const refused = await Promise.race(clicks);
        expect([refused.status, (JSON.parse(refused.body) as { code: string }).code]).toEqual([503, 'too_many_plays']);
        bucket.letGo();
        expect((await Promise.all(clicks)).map(({ status }) => status).sort()).toEqual([302, 302, 503]);
        for (let n = 0; n < 5; n++) expect((await click(api)).status).toBe(302);

        bucket.hold();
        const heads = Array.from({ length: 3 }, () => click(api, { method: 'HEAD' }));
        expect((await Promise.race(heads)).status).toBe(503);
        bucket.letGo();
        expect((await Promise.all(heads)).map(({ status }) => status).sort()).toEqual([200, 200, 503]);
        for (let n = 0; n < 5; n++) expect((await click(api, { method: 'HEAD' })).status).toBe(200);
      });
    }),
  120_000,
);
