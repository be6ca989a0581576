import { expect } from '@jest/globals';
import { auditEntries } from '../../support/audit.js';
import { importEnded, importTraces, sendFile } from '../../support/imports.js';
import { shareApi } from '../../support/shared-api.js';
import { testToken } from '../../support/test-token.js';

const test = shareApi();

const FILE = [
  'name;Tags;Opt-in;From;On',
  'Ada;"vip; fair";whatsapp,email;fair;2026-02-28T09:30:00+02:00',
  'Ben;;;;',
  'Cara;fair;sms;fair;2026-02-28',
  'Dan;fair;phone;;',
  'Ed;=cmd;phone;form;2026-02-27',
  // PostgreSQL knows no such time zone.
  'Fay;;email;form;2026-02-27T12:00+19:59',
].join('\n');
const CONSENT = { delimiter: 'semicolon', consent: 'opt-in', consentSource: 'From', consentAt: 'On' };

test('tags and consents come with their lead, each with its source and moment; a consent at fault costs its row alone', async (api) => {
  const { ask, dataSource } = api;
  const token = await testToken(1, 'admin');
  await api.startWorker();
  const { status, body } = await sendFile(ask, FILE, CONSENT, { token });
  expect([status, body]).toMatchObject([202, { columns: [{}, {}, { column: 'consent', header: 'Opt-in' }, {}, {}] }]);
  expect(await importEnded(dataSource, body.id)).toMatchObject({ status: 'completed', imported: 3, failed: 3 });
  const given = `(SELECT jsonb_agg(jsonb_build_array(channel, c.source, given_at AT TIME ZONE 'UTC') ORDER BY channel)
                    FROM consents c WHERE c.lead_id = leads.id AND c.business_id = 1)`;
  expect(await dataSource.query(`SELECT name, tags, ${given} AS given FROM leads ORDER BY id`)).toEqual([
    {
      ...{ name: 'Ada', tags: ['vip', 'fair'] },
      given: [
        ['email', 'fair', '2026-02-28T07:30:00'],
        ['whatsapp', 'fair', '2026-02-28T07:30:00'],
      ],
    },
    { name: 'Ben', tags: [], given: null },
    { name: 'Ed', tags: ['=cmd'], given: [['phone', 'form', '2026-02-27T00:00:00']] },
  ]);
  const failed = await ask<{ items: object[] }>(`/api/v1/leads/imports/${body.id}/failed-rows`, { token });
  expect(failed.body.items).toMatchObject([
    { line: 4, errors: [{ column: 'consent', code: 'not_a_channel' }] },
    {
      line: 5,
      errors: [
        { column: 'consentSource', code: 'required' },
        { column: 'consentAt', code: 'required' },
      ],
    },
    { line: 7, errors: [{ column: null, code: 'refused' }] },
  ]);
});

test('without the permission each column of a consent is a 403 that names it, before the file is read; the others are imported', async ({
  ask,
  dataSource,
}) => {
  for (const column of ['consent', 'consentSource', 'consentAt']) {
    const refused = await sendFile<{ code: string; errors: object[] }>(ask, FILE, {
      ...CONSENT,
      ...none,
      [column]: 'x',
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden', errors: [{ field: column }] } });
  }
  expect(await importTraces(dataSource)).toMatchObject({ imports: 0, staged: 0 });
  const [entry] = (await auditEntries(dataSource)).slice(-1);
  expect(entry).toMatchObject({ action: 'leads.import', result: 'refused' });

  // A column of that name is not read where nobody has asked for it.
  const plain = await sendFile<{ columns: { column: string }[] }>(ask, 'name,consent\nAda,phone');
  expect([plain.status, plain.body.columns.map(({ column }) => column)]).toEqual([202, ['name']]);
});
const none = { consent: '', consentSource: ' ', consentAt: '' };

test('a consent without its source or its moment, or a column that is not there, is a 400 that names the field', async ({
  ask,
  dataSource,
}) => {
  const token = await testToken(1, 'admin');
  for (const [query, field] of [
    [{ consentAt: '' }, 'consentAt'],
    [{ consentSource: '' }, 'consentSource'],
    [{ consent: '' }, 'consent'],
    [{ consentAt: 'When' }, 'consentAt'],
  ] as const) {
    const { status, body } = await sendFile<{ errors: object[] }>(ask, FILE, { ...CONSENT, ...query }, { token });
    expect([field, status, body.errors]).toMatchObject([field, 400, [{ field }]]);
  }
  expect(await importTraces(dataSource)).toMatchObject({ imports: 0, staged: 0 });
});
