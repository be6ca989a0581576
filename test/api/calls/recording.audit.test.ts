import { expect } from '@jest/globals';
import { shareApi } from '../../support/shared-api.js';
import { type TestApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { auditEntries, checkChain } from '../../support/audit.js';
import { addCall } from '../../support/calls.js';
import { storeRecording } from '../../support/stored-recording.js';

const test = shareApi();

type Entries = Awaited<ReturnType<typeof auditEntries>>;

const short = (entries: Entries): unknown[] =>
  entries.map(({ action, subject, credentialId, target, result, reason }) => [
    ...[action, subject, credentialId, target, result, reason],
  ]);

async function plays({ metrics }: TestApi): Promise<Record<string, number>> {
  const { values } = await metrics.recordingPlays.get();
  return Object.fromEntries(values.map(({ labels, value }): [string, number] => [String(labels.outcome), value]));
}

test('who hears a recording stands in the log once in ten minutes; who is told to wait, has it already or asks for its head does not', async (api) => {
  const one = await storeRecording(api, '/ok/one.wav?seconds=1');
  const two = await storeRecording(api, '/ok/two.wav?seconds=1');
  const waiting = await addCall(api.dataSource, { path: '/ok/three.wav' });
  const entries = () => auditEntries(api.dataSource);
  const play = async (url: string, wanted: number, ask: Parameters<TestApi['ask']>[1] = {}): Promise<void> => {
    const { status } = await api.ask(url, ask);
    expect([url, ask, status]).toEqual([url, ask, wanted]);
  };
  // Nothing was heard.
  await play(one.url, 200, { method: 'HEAD' });
  await play(one.url, 304, { headers: { 'if-none-match': one.etag } });
  await play(one.url, 412, { headers: { 'if-match': '"another"' } });
  await play(one.url, 416, { headers: { range: 'bytes=999999-' } });
  await play(`/api/v1/calls/${waiting}/recording`, 202);
  await play(`/api/v1/calls/${waiting}/recording`, 202);
  expect(await entries()).toEqual([]);

  // A player asks for parts, again and again: one act.
  await play(one.url, 206, { headers: { range: 'bytes=0-99' } });
  await play(one.url, 206, { headers: { range: 'bytes=100-' } });
  await play(one.url, 200);
  const mine = ['recording.play', 'operator-1', 'operator-1', one.callSid, 'done', null];
  expect(short(await entries())).toEqual([mine]);

  // Another call, another person and another credential of the same person are acts of their own.
  await play(two.url, 200);
  const viewer = await testToken(1, 'viewer', 'viewer-7');
  await play(one.url, 200, { token: viewer });
  await play(one.url, 200, { token: viewer });
  await play(one.url, 200, { token: await testToken(1, 'operator', 'operator-1', { jti: 'another' }) });
  expect(short((await entries()).slice(1))).toEqual([
    ['recording.play', 'operator-1', 'operator-1', two.callSid, 'done', null],
    ['recording.play', 'viewer-7', 'viewer-7', one.callSid, 'done', null],
    ['recording.play', 'operator-1', 'another', one.callSid, 'done', null],
  ]);
  expect((await checkChain(api.dataSource)).faults).toEqual([]);
  expect(await plays(api)).toEqual({
    ...{ audio: 7, not_modified: 1, not_matched: 1, unsatisfiable: 1, started: 1, deduplicated: 1 },
  });
  const bytes = (await api.metrics.recordingBytesPlayed.get()).values[0]!.value;
  expect(bytes).toBe(100 + (one.bytes.length - 100) + 4 * one.bytes.length + two.bytes.length);
});

test('who asks for a call that is not his, or that there is not, stands in the log as refused, and counts as no play', async (api) => {
  const foreign = await storeRecording(api, '/ok/one.wav?seconds=1', { businessId: 2 });
  const silent = await addCall(api.dataSource);
  for (const [sid, status] of [
    [foreign.callSid, 404],
    ['unknown', 404],
    [silent, 404],
    ['a%2fb', 400],
  ] as const) {
    expect([sid, (await api.ask(`/api/v1/calls/${sid}/recording`)).status]).toEqual([sid, status]);
  }
  expect((await auditEntries(api.dataSource)).map(({ action, result, reason }) => [action, result, reason])).toEqual([
    ['recording.play', 'refused', 'call_not_found'], // the second one is counted: recording.unknown-calls.test.ts
    ['recording.play', 'refused', 'call_not_recorded'],
    ['recording.play', 'refused', 'invalid_request'],
  ]);
  expect(await auditEntries(api.dataSource, 2)).toEqual([]);
  expect(await plays(api)).toEqual({});
});
