import { expect, test } from '@jest/globals';
import { NO_TRACES } from '../support/api.js';
import {
  addConsenting,
  type BroadcastApi,
  expectNobodyTwice,
  numberOf,
  setUpWhatsApp,
  startBroadcast,
  withBroadcasts,
} from '../support/broadcast.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';

const JOBS = '/api/v1/jobs';
const ORDER = {
  ...{ type: 'broadcast_whatsapp', selection: { all: true } },
  parameters: { template: 'spring_letter', language: 'en' },
};

const people = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `Lead ${n}`, phone: numberOf(n) }));

/** How many messages the provider has taken. */
async function taken({ provider }: BroadcastApi): Promise<number> {
  return Object.values(await provider.everybody()).reduce((sum, { got }) => sum + got, 0);
}

test('each consenting lead gets its text once, and of each other one the reason is kept', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api);
    await addConsenting(api, [
      { name: 'Ada  Adler', phone: '+49 170 1111111' },
      { name: 'Ada again', phone: '0049 (170) 111-1111' },
      { name: '', phone: '+491702222222' },
      { name: 'At home', phone: '0170 3333333' },
      { name: 'Abroad', phone: '+41791234567' },
      { name: 'Opted out', phone: '+491704444444' },
    ]);
    await addLeads(api.dataSource, 1, [{ name: 'Not asked', phone: '+491705555555' }]);
    await api.dataSource.query(`INSERT INTO opt_outs VALUES (1, 'whatsapp', '+491704444444', 'reply', now())`);
    await api.startWorker();
    const id = await startBroadcast(api, { placeholders: ['Dear {{name}}', '{{status}}', 'fixed'] });
    expect(await api.finished(id)).toMatchObject({
      status: 'completed',
      total: 7,
      succeeded: 1,
      failed: 0,
      skipped: 6,
    });
    const rows = await api.dataSource.query<{ message: string }[]>(
      `SELECT concat_ws(' ', state, code) AS message FROM outbox WHERE job_id = $1 ORDER BY target_id`,
      [id],
    );
    expect(rows.map(({ message }) => message)).toEqual([
      ...['accepted', 'skipped duplicate', 'skipped field_is_empty', 'skipped no_number', 'skipped other_country'],
      ...['skipped opted_out', 'skipped no_consent'],
    ]);
    const { '+491701111111': ada, ...others } = await api.provider.everybody();
    expect(others).toEqual({});
    expect(ada).toMatchObject({ requests: 1, got: 1 });
    expect(JSON.parse(ada!.contents[0]!)).toEqual({
      ...{ name: 'spring_letter', language: { code: 'en' } },
      components: [
        { type: 'body', parameters: ['Dear Ada Adler', 'new', 'fixed'].map((text) => ({ type: 'text', text })) },
      ],
    });
    await api.lockGone('broadcast_whatsapp');
  }));

test('a business without an account is told so, by start, dry run and key; nothing is left behind', () =>
  withBroadcasts(async ({ ask, traces }) => {
    for (const [path, headers] of [
      [JOBS, {}],
      [`${JOBS}?dryRun=true`, {}],
      [JOBS, { 'idempotency-key': 'once' }],
    ] as const) {
      const refused = await ask(path, { body: ORDER, headers });
      expect(refused).toMatchObject({ status: 409, body: { code: 'channel_not_set', channel: 'whatsapp' } });
      expect(refused.body.detail).toContain('PUT /api/v1/channels/whatsapp');
    }
    expect(await traces()).toEqual(NO_TRACES);
  }));

test('an account whose key is gone from the workers ends the job with that reason, and nobody is reached', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api);
    await addConsenting(api, people(3));
    await api.startWorker({}, { CHANNEL_KEYS: '' });
    const ended = await api.finished(await startBroadcast(api));
    expect(ended).toMatchObject({ status: 'failed', processed: 0, notAttempted: 3 });
    expect(ended.lastError).toContain('channel_not_set');
    expect(await taken(api)).toBe(0);
  }));

test('paused, nobody is written to; cancelled, nobody more is, and who was is accepted', () =>
  withBroadcasts(async (api) => {
    // So slowly that what comes meanwhile comes before the end.
    await setUpWhatsApp(api, { perSecond: 2 });
    await addConsenting(api, people(2_000).slice(0, 900));
    await api.startWorker();
    const id = await startBroadcast(api);
    const ofJob = `${JOBS}/${id}`;
    await eventually(async () => (await taken(api)) > 0);
    expect((await api.ask(`${ofJob}/pause`, { method: 'POST' })).status).toBe(200);
    await eventually(async () => (await api.job(id)).status === 'paused');
    const before = await expectNobodyTwice(api, id);
    expect(before.sending).toBeUndefined();
    const takenWhilePaused = await taken(api);
    expect((await api.ask(`${ofJob}/resume`, { method: 'POST' })).status).toBe(200);
    await eventually(async () => (await taken(api)) > takenWhilePaused);
    expect((await api.ask(`${ofJob}/cancel`, { method: 'POST' })).status).toBe(202);
    const ended = await api.finished(id);
    expect(ended).toMatchObject({ status: 'cancelled', failed: 0, skipped: 0 });
    expect(await expectNobodyTwice(api, id)).toEqual({ accepted: ended.succeeded });
    expect(await taken(api)).toBe(ended.succeeded);
  }));

test('what changes after a message was composed counts before it is sent: opt-out, consent, number, text', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api);
    const ids = await addConsenting(api, people(5));
    const worker = await api.startWorker({ stopAt: { name: 'composed', chunkNo: 1 } });
    const id = await startBroadcast(api, { placeholders: ['{{name}}'] });
    await worker.atCheckpoint();
    const { dataSource } = api;
    await dataSource.query(`INSERT INTO opt_outs VALUES (1, 'whatsapp', $1, 'reply', now())`, [numberOf(0)]);
    await dataSource.query('DELETE FROM consents WHERE lead_id = $1', [ids[1]]);
    await dataSource.query(`UPDATE leads SET phone = '+491799999999' WHERE id = $1`, [ids[2]]);
    await dataSource.query(`UPDATE leads SET name = 'Renamed' WHERE id = $1`, [ids[3]]);
    worker.goOn();
    expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: 2, failed: 0, skipped: 3 });
    const rows = await dataSource.query<{ code: string }[]>(
      `SELECT code FROM outbox WHERE job_id = $1 AND state = 'skipped' ORDER BY target_id`,
      [id],
    );
    expect(rows.map(({ code }) => code)).toEqual(['opted_out', 'no_consent', 'number_changed']);
    expect(Object.keys(await api.provider.everybody()).sort()).toEqual([numberOf(3), numberOf(4)]);
    expect((await api.provider.seen(numberOf(3))).contents[0]).toContain('Renamed');
  }));

test('an account that WhatsApp has blocked ends the job with the code, and nobody else is tried', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api);
    await addConsenting(api, people(20));
    await api.provider.plan({ rules: [{ mode: 'blocked' }] });
    await api.startWorker();
    const ended = await api.finished(await startBroadcast(api));
    expect(ended).toMatchObject({ status: 'failed', succeeded: 0, skipped: 0 });
    expect(ended.lastError).toContain('131031');
    // One chunk at most was under way.
    expect(ended.failed).toBeLessThanOrEqual(5);
    const requests = Object.values(await api.provider.everybody()).reduce((sum, { requests }) => sum + requests, 0);
    expect([await taken(api), requests]).toEqual([0, ended.failed]);
    await api.lockGone('broadcast_whatsapp');
  }));
