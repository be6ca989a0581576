import { expect } from '@jest/globals';
import { shareApi } from '../../support/shared-api.js';
import type { TestApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { auditEntries } from '../../support/audit.js';
import { addCall } from '../../support/calls.js';
import { type Page, walkPages } from '../../support/pages.js';

const test = shareApi();

type Call = Record<string, unknown>;

const CALLS = '/api/v1/calls';

async function page(api: TestApi, query: string, businessId = 1): Promise<Page<Call>> {
  const answer = await api.ask<Page<Call>>(`${CALLS}${query}`, { token: await testToken(businessId, 'viewer') });
  expect([query, answer.status]).toEqual([query, 200]);
  return answer.body;
}

test('calls come newest first, each once, also when one is added between two pages; only those of the business', async (api) => {
  const sids: string[] = [];
  for (let n = 0; n < 7; n++) sids.unshift(await addCall(api.dataSource, { path: n === 3 ? null : '/ok/x.wav' }));
  const foreign = await addCall(api.dataSource, { businessId: 2, path: '/ok/x.wav' });

  const viewer = await testToken(1, 'viewer');
  const walked = await walkPages<Call>(api.ask, `${CALLS}?limit=3`, viewer, () => addCall(api.dataSource));
  expect(walked.map((items) => items.map(({ callSid }) => callSid))).toEqual([
    sids.slice(0, 3),
    sids.slice(3, 6),
    sids.slice(6),
  ]);

  expect((await page(api, '', 2)).items.map(({ callSid }) => callSid)).toEqual([foreign]);
  expect(await page(api, '', 3)).toEqual({ items: [], nextCursor: null });
  // Another business's cursor is a place in the order, and shows nothing of it.
  const { nextCursor } = await page(api, '?limit=1');
  const theirs = (await page(api, `?cursor=${nextCursor}`, 2)).items;
  expect(theirs.map(({ callSid }) => callSid)).toEqual([foreign]);
});

test('a call tells who spoke, for how long, and whether it was recorded, but not where that lies', async (api) => {
  const callSid = await addCall(api.dataSource, { path: '/ok/secret-address.wav?key=secret' });
  await addCall(api.dataSource);
  const { text, body } = await api.ask<Page<Call>>(CALLS);
  expect(body.items).toEqual([
    expect.objectContaining({ hasRecording: false }),
    {
      ...{ id: expect.any(Number) as unknown, callSid, fromNumber: '+49170000017', toNumber: '+49170000018' },
      ...{ durationSeconds: 5, hasRecording: true, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown },
    },
  ]);
  expect(text).not.toMatch(/secret|provider/);
});

test('each page that is shown stands in the audit log, with how many it showed, and a page that is refused as well', async (api) => {
  for (let n = 0; n < 3; n++) await addCall(api.dataSource);
  await page(api, '?limit=2');
  await page(api, '');
  await api.ask(`${CALLS}?limit=0`);
  await api.ask(CALLS, { token: null });
  expect(await auditEntries(api.dataSource)).toEqual([
    expect.objectContaining({ action: 'calls.list', result: 'done', count: 2, role: 'viewer', target: null }),
    expect.objectContaining({ action: 'calls.list', result: 'done', count: 3 }),
    expect.objectContaining({ action: 'calls.list', result: 'refused', reason: 'invalid_request', count: null }),
  ]);
});
