import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { FetchFailureCode } from '../../src/recordings/fetch-failure.js';
import { startFetchRecording } from '../../src/temporal/recording-starter.js';
import { recordingWorkflowId } from '../../src/operations/workflow-ids.js';
import type { ApiProcess } from '../support/api-process.js';
import { answer, type RawProvider, withRawProvider } from '../support/raw-provider.js';
import { audioAt } from '../support/recording-provider.js';
import { type RecordingsSystem, withRecordings } from '../support/recordings.js';
import { share } from '../support/share.js';

const CREDENTIALS = { user: 'AC1', password: 'secret of the provider' };
const environment = {
  RECORDINGS_USER: CREDENTIALS.user,
  RECORDINGS_PASSWORD: CREDENTIALS.password,
  RECORDINGS_IDLE_TIMEOUT_MS: '2000',
  RECORDINGS_TOTAL_TIMEOUT_SECONDS: '5',
  RECORDINGS_MAX_FILE_BYTES: '2000000',
  RECORDINGS_FAILURE_SECONDS: '600',
  WORKER_MAX_DOWNLOADS: '30',
};

/** With a server that nobody has allowed: whatever reaches it has left the allowed hosts. */
const onShared = share<{ system: RecordingsSystem; api: ApiProcess; elsewhere: RawProvider }>((use) => {
  const sound = answer(200, { 'content-type': 'audio/wav' }, audioAt('/ok/sink.wav?bytes=1000'));
  return withRawProvider(sound, (elsewhere) =>
    withRecordings({ provider: { credentials: CREDENTIALS }, environment }, async (system) => {
      await system.startRecordingWorker();
      await use({ system, api: await system.startApi(), elsewhere });
    }),
  );
});

interface Case {
  readonly path: string;
  readonly failure: FetchFailureCode;
  readonly status: 404 | 502;
  /** What reaches the provider's path: 4 where each attempt does. */
  readonly requests?: number;
}

/** No file but what the folder itself is made of. */
async function filesOf({ recordingsDir }: RecordingsSystem): Promise<string[]> {
  const names = await readdir(recordingsDir, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

test('however a provider misbehaves, each fetch ends in time, says why, is never taken for good and contacts nobody else', async () => {
  await onShared(async ({ system, api, elsewhere }) => {
    const port = new URL(system.provider.url).port;
    const to = (address: string): string => `to=${encodeURIComponent(address)}`;
    const cases: Record<string, Case> = {
      saysMore: { path: '/says-more/a.wav?bytes=100000', failure: 'incomplete', status: 502, requests: 4 },
      cut: { path: '/cut/a.wav?bytes=300000', failure: 'incomplete', status: 502, requests: 4 },
      endless: { path: '/endless/a.wav?bytes=100000', failure: 'too_large', status: 502, requests: 1 },
      bomb: { path: '/gzip-bomb/a.wav?mib=8', failure: 'too_large', status: 502, requests: 1 },
      html: { path: '/html/a.wav', failure: 'not_audio', status: 502, requests: 1 },
      wrongType: { path: '/wrong-type/a.wav', failure: 'not_audio', status: 502, requests: 1 },
      empty: { path: '/empty/a.wav', failure: 'empty', status: 502, requests: 1 },
      stall: { path: '/stall/a.wav?bytes=300000', failure: 'too_slow', status: 502, requests: 4 },
      slowHeaders: { path: '/slow-headers/a.wav', failure: 'too_slow', status: 502 },
      slowBody: { path: '/slow-body/a.wav?bytes=100000', failure: 'too_slow', status: 502, requests: 4 },
      refused: { path: '/status/refused.wav?code=403', failure: 'refused', status: 502, requests: 1 },
      gone: { path: '/status/gone.wav?code=410', failure: 'not_found', status: 404, requests: 1 },
      error: { path: '/status/error.wav?code=500', failure: 'provider_error', status: 502, requests: 4 },
      toLoopback: { path: `/redirect/a.wav?${to(elsewhere.url)}`, failure: 'not_allowed', status: 502, requests: 1 },
      toLocalhost: {
        path: `/redirect/b.wav?${to(`http://localhost:${port}/ok/b.wav`)}`,
        failure: 'not_allowed',
        status: 502,
        requests: 1,
      },
      toMetadata: {
        path: `/redirect/c.wav?${to('http://169.254.169.254/latest/meta-data/')}`,
        failure: 'not_allowed',
        status: 502,
        requests: 1,
      },
      toFile: { path: `/redirect/d.wav?${to('file:///etc/passwd')}`, failure: 'not_allowed', status: 502, requests: 1 },
      loop: { path: '/redirect-loop/a.wav', failure: 'provider_error', status: 502 },
      ofElsewhere: { path: `${elsewhere.url}/a.wav`, failure: 'not_allowed', status: 502, requests: 0 },
      ofFile: { path: 'file:///etc/passwd', failure: 'not_allowed', status: 502, requests: 0 },
    };
    for (const [sid, { path: address }] of Object.entries(cases)) await system.addCall(1, sid, address);
    // Once with a good one: from here on the worker is there.
    await system.addCall(1, 'good', '/ok/good.wav?bytes=50000');
    expect((await system.untilAnswered(api, 'good')).status).toBe(200);

    const ended = await Promise.all(
      Object.keys(cases).map(async (sid) => [sid, await system.untilAnswered(api, sid)] as const),
    );
    for (const [sid, answer] of ended) {
      const { failure, status, requests, path: address } = cases[sid]!;
      const body = JSON.parse(answer.body.toString()) as Record<string, unknown>;
      expect([sid, answer.status, body.failure]).toEqual([sid, status, failure]);
      expect(body.code).toBe(status === 404 ? 'recording_not_found' : 'recording_not_fetched');
      const retryAfter = Number(answer.headers.get('retry-after'));
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThanOrEqual(600);
      expect(JSON.stringify(body)).not.toContain('127.0.0.1');
      expect([sid, await system.recordingRow(1, sid)]).toEqual([
        sid,
        expect.objectContaining({ status: 'failed', failure, failed_at: expect.any(Date), sha256: null, bytes: null }),
      ]);
      if (requests === undefined) continue;
      const seen = address.startsWith('/') ? (await system.provider.seen(address.split('?')[0]!)).requests : 0;
      expect([sid, seen]).toEqual([sid, requests]);
    }
    expect([elsewhere.requests, elsewhere.connections()]).toEqual([[], 0]);
    expect(await filesOf(system)).toHaveLength(1);

    // Within the time of the negative cache nobody is asked again.
    const before = await system.provider.seenPaths();
    for (const sid of Object.keys(cases)) expect((await system.click(api, sid)).status).toBe(cases[sid]!.status);
    expect(await system.provider.seenPaths()).toEqual(before);
  });
}, 150_000);

test('a click that looked just before the failure was written, and starts just after, does not ask the provider again', async () => {
  await onShared(async ({ system, api }) => {
    await system.addCall(1, 'missed', '/status/missed.wav?code=404');
    expect((await system.untilAnswered(api, 'missed')).status).toBe(404);
    const before = await system.recordingRow(1, 'missed');
    // What such a click does.
    await startFetchRecording(system.client, { businessId: 1, callSid: 'missed', mark: null });
    const fetching = system.client.workflow.getHandle(recordingWorkflowId(1, 'missed'));
    await expect(fetching.result()).rejects.toThrow();
    expect((await system.provider.seen('/status/missed.wav')).requests).toBe(1);
    expect(await system.recordingRow(1, 'missed')).toEqual(before);
  });
}, 60_000);

test('what the provider did not have yet is answered so for a while, and fetched by the first click after that', async () => {
  await onShared(async ({ system, api }) => {
    const address = '/then-ok/late.wav?code=404&times=1&bytes=80000';
    await system.addCall(1, 'late', address);
    const refused = await system.untilAnswered(api, 'late');
    expect(refused.status).toBe(404);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await system.click(api, 'late')).status).toBe(404);
    // The while is over.
    await system.dataSource.query(
      `UPDATE recordings SET failed_at = failed_at - interval '600 s' WHERE call_sid = 'late'`,
    );
    expect((await system.click(api, 'late')).status).toBe(202);
    const played = await system.untilAnswered(api, 'late');
    expect([played.status, played.body.equals(audioAt(address))]).toEqual([200, true]);
    expect((await system.provider.seen('/then-ok/late.wav')).requests).toBe(2);
  });
}, 90_000);

test('a recording that lies behind a redirect between allowed hosts, without a length or packed, is fetched like any other', async () => {
  await onShared(async ({ system, api }) => {
    const cases = {
      redirected: [`/redirect/r.mp3?to=${encodeURIComponent('/ok/r.mp3?bytes=60000')}`, '/ok/r.mp3?bytes=60000'],
      chunked: ['/chunked/c.wav?bytes=70000', '/chunked/c.wav?bytes=70000'],
      packed: ['/gzip/p.wav?bytes=80000', '/gzip/p.wav?bytes=80000'],
    } as const;
    for (const [sid, [address]] of Object.entries(cases)) await system.addCall(1, sid, address);
    for (const [sid, [, audio]] of Object.entries(cases)) {
      const played = await system.untilAnswered(api, sid);
      expect([sid, played.status]).toEqual([sid, 200]);
      expect(played.body.equals(audioAt(audio))).toBe(true);
    }
    expect(await system.provider.seen('/ok/r.mp3')).toMatchObject({ requests: 1, withAuthorization: 1 });
  });
}, 90_000);
