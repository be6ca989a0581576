import { symlink, unlink } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { withApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { auditEntries, checkChain } from '../../support/audit.js';
import { storeRecording } from '../../support/stored-recording.js';

const QUESTIONS = 120;
const ALLOWED = 20;

test('questions for calls that do not exist have a limit and leave a handful of entries; plays of what exists have none', () =>
  withApi({ environment: { UNKNOWN_CALLS_PER_MINUTE: String(ALLOWED) } }, async (api) => {
    const { url, callSid } = await storeRecording(api, '/ok/one.wav?seconds=1');
    const viewer = await testToken(1, 'viewer', 'viewer-7');
    const statuses = async (paths: readonly string[], token = viewer): Promise<Record<number, number>> => {
      const answers = await Promise.all(paths.map((path) => api.ask(path, { token })));
      const counts: Record<number, number> = {};
      for (const { status, headers, body } of answers) {
        counts[status] = (counts[status] ?? 0) + 1;
        if (status !== 429) continue;
        expect(body).toMatchObject({ code: 'too_many_requests', limit: 'unknown_calls' });
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      }
      return counts;
    };
    const unknown = Array.from({ length: QUESTIONS }, (_, n) => `/api/v1/calls/unknown-${n}/recording`);
    const { 404: missed = 0, 429: refused = 0, ...others } = await statuses(unknown);
    // One place comes back every three seconds.
    expect([others, missed + refused, missed >= ALLOWED, missed <= ALLOWED + 10]).toEqual([{}, QUESTIONS, true, true]);

    // Together they are one act, as the parts are that a player asks for at once.
    expect(await statuses(Array.from({ length: 2 * ALLOWED }, () => url))).toEqual({ 200: 2 * ALLOWED });
    expect(await statuses(Array.from({ length: 2 * ALLOWED }, () => '/api/v1/calls/a%2fb/recording'))).toMatchObject({
      429: expect.any(Number),
    });
    expect(await statuses(unknown.slice(0, 5), await testToken(1, 'viewer', 'viewer-8'))).toEqual({ 404: 5 });
    expect(await statuses(unknown.slice(0, 5), await testToken(2))).toEqual({ 404: 5 });

    await api.close(); // nothing that was counted is lost
    const entries = (await auditEntries(api.dataSource)).filter(({ subject }) => subject === 'viewer-7');
    expect(entries.filter(({ result }) => result === 'done')).toMatchObject([{ target: callSid }]);
    const of = (code: string): { entries: number; refusals: number } => {
      const found = entries.filter(({ reason }) => reason === code || reason === `${code}, repeated`);
      return { entries: found.length, refusals: found.reduce((sum, { count }) => sum + (count ?? 1), 0) };
    };
    expect(of('call_not_found')).toEqual({ entries: 2, refusals: missed });
    const all = entries.filter(({ result }) => result === 'refused');
    expect(all.length).toBeLessThanOrEqual(6);
    expect(all.reduce((sum, { count }) => sum + (count ?? 1), 0)).toBe(QUESTIONS + 2 * ALLOWED);
    expect((await checkChain(api.dataSource)).faults).toEqual([]);
  }));

test('the same refusal of any act is one entry with a number: a start without the right, a job that is not there', () =>
  withApi({}, async (api) => {
    const viewer = await testToken(1, 'viewer', 'viewer-7');
    const body = { type: 'delete_leads_bulk', selection: { all: true } };
    for (let n = 0; n < 20; n++) {
      expect((await api.ask('/api/v1/jobs', { body, token: viewer })).status).toBe(403);
      const id = `0190a000-0000-7000-8000-0000000000${n + 10}`;
      expect((await api.ask(`/api/v1/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(404);
    }
    await api.close();
    const entries = await auditEntries(api.dataSource);
    expect(entries.map(({ action, reason, count }) => [action, reason, count])).toEqual([
      ['operation.start', 'forbidden', null],
      ['operation.cancel', 'job_not_found', null],
      ['operation.start', 'forbidden, repeated', 19],
      ['operation.cancel', 'job_not_found, repeated', 19],
    ]);
    expect(entries[3]!.target).toBeNull();
  }));

test('a read that failed again and again is one entry with a number as well', () =>
  withApi({}, async (api) => {
    const { url, file } = await storeRecording(api, '/ok/one.wav?seconds=1');
    await unlink(file);
    await symlink('/nowhere', file); // which the storage does not follow
    for (let n = 0; n < 10; n++) expect((await api.ask(url)).body.code).toBe('storage_unavailable');
    await api.close();
    const entries = await auditEntries(api.dataSource);
    expect(entries.map(({ result, reason, count }) => [result, reason, count])).toEqual([
      ['failed', 'storage_unavailable', null],
      ['failed', 'storage_unavailable, repeated', 9],
    ]);
  }));
