import { expect, test } from '@jest/globals';
import { NO_TRACES } from '../support/api.js';
import { addConsenting, type BroadcastApi, expectNobodyTwice, numberOf, withBroadcasts } from '../support/broadcast.js';
import { eventually } from '../support/eventually.js';
import { addLeads } from '../support/leads.js';
import { sessions } from '../support/locks.js';
import { addCallable, setUpTwilio, startCalls } from '../support/outbound-calls.js';

/** A Monday: 10:30 in Berlin, 4:30 in New York. */
const MORNING = '2026-03-02T09:30:00Z';
/** The same day, 22:30 in Berlin. */
const NIGHT = '2026-03-02T21:30:00Z';
const OFFICE_HOURS = { from: '09:00', until: '17:00', days: ['mon'] };

const people = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `Lead ${n}`, phone: numberOf(n) }));

/** State and code of each message, in the order of the leads. */
async function messagesOf({ dataSource }: BroadcastApi, jobId: string): Promise<string[]> {
  const rows = await dataSource.query<{ message: string }[]>(
    `SELECT concat_ws(' ', state, code) AS message FROM outbox WHERE job_id = $1 ORDER BY target_id`,
    [jobId],
  );
  return rows.map(({ message }) => message);
}

/** How many calls the provider has placed. */
async function placed({ provider }: BroadcastApi): Promise<number> {
  return Object.values(await provider.everybody()).reduce((sum, { got }) => sum + got, 0);
}

test('each consenting lead is called once with its own words, and of each other one the reason is kept', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    const name = `Ada </Say><Dial>+15550000001</Dial>`;
    await addCallable(api, [
      { name, phone: '+49 170 1111111' },
      { name: 'Ada again', phone: '0049 (170) 111-1111' },
      { name: '', phone: '+491702222222' },
      { name: 'At home', phone: '0170 3333333' },
      { name: 'Abroad', phone: '+41791234567' },
      { name: 'Opted out', phone: '+491704444444' },
      { name: 'Asleep', phone: '+12125550100' },
    ]);
    await addConsenting(api, [{ name: 'Asked for WhatsApp', phone: '+491705555555' }]);
    await addLeads(api.dataSource, 1, [{ name: 'Not asked', phone: '+491706666666' }]);
    await api.dataSource.query(`INSERT INTO opt_outs VALUES (1, 'phone', '+491704444444', 'reply', now())`);
    await api.startWorker({ now: MORNING });
    const twiml = '<Response><Say>Hello {{name}}</Say></Response>';
    const id = await startCalls(api, { twiml, hours: OFFICE_HOURS });
    const counted = { status: 'completed', total: 9, succeeded: 1, failed: 0, skipped: 8 };
    expect(await api.finished(id)).toMatchObject(counted);
    expect(await messagesOf(api, id)).toEqual([
      ...['accepted', 'skipped duplicate', 'skipped field_is_empty', 'skipped no_number', 'skipped other_country'],
      ...['skipped opted_out', 'skipped outside_hours', 'skipped no_consent', 'skipped no_consent'],
    ]);
    const { '+491701111111': ada, ...others } = await api.provider.everybody();
    expect(others).toEqual({});
    expect(ada).toMatchObject({ requests: 1, got: 1 });
    expect(ada!.contents).toEqual([
      '<Response><Say>Hello Ada &lt;/Say&gt;&lt;Dial&gt;+15550000001&lt;/Dial&gt;</Say></Response>',
    ]);
    await api.lockGone('enqueue_outbound_calls');
  }));

test('a business without an account is told so, and parameters that are wrong by their field; nothing is left behind', () =>
  withBroadcasts(async (api) => {
    const order = (parameters: object) => ({
      body: { type: 'enqueue_outbound_calls', selection: { all: true }, parameters },
    });
    const refused = await api.ask('/api/v1/jobs', order({ from: '+14155550100', twiml: '<Response/>' }));
    expect(refused).toMatchObject({ status: 409, body: { code: 'channel_not_set', channel: 'phone' } });
    expect(refused.body.detail).toContain('PUT /api/v1/channels/phone');
    const wrong = await api.ask('/api/v1/jobs', order({ from: '+14155550100', twiml: '<Response>' }));
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'parameters.twiml' }] } });
    expect(await api.traces()).toEqual(NO_TRACES);
  }));

test('Twilio is asked to fetch the TwiML where an address is given, and answers that are lost stay unknown', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    await addCallable(api, people(4));
    const modes = ['lost-before', 'lost-after', 'failed-after'];
    await api.provider.plan({ rules: modes.map((mode, n) => ({ to: numberOf(n), mode })) });
    await api.startWorker();
    const id = await startCalls(api, { twiml: undefined, url: 'https://crm.example/twiml' });
    expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: 1, failed: 3, skipped: 0 });
    expect(await expectNobodyTwice(api, id)).toEqual({ accepted: 1, unknown: 3 });
    expect((await api.provider.seen(numberOf(3))).contents).toEqual(['https://crm.example/twiml']);
    for (const n of [0, 1, 2, 3]) expect((await api.provider.seen(numberOf(n))).requests).toBe(1);
  }));

test('an account that Twilio has blocked ends the job with the code, and nobody else is called', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    await addCallable(api, people(20));
    await api.provider.plan({ rules: [{ mode: 'blocked' }] });
    await api.startWorker();
    const ended = await api.finished(await startCalls(api));
    expect(ended).toMatchObject({ status: 'failed', succeeded: 0, skipped: 0 });
    expect(ended.lastError).toContain('20005');
    // One chunk at most was under way.
    expect(ended.failed).toBeLessThanOrEqual(5);
    expect(await placed(api)).toBe(0);
  }));

test('hours that end after a call was composed keep it from being placed', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    await addCallable(api, people(7));
    const id = await startCalls(api, { hours: OFFICE_HOURS });
    const worker = await api.startWorker({ now: MORNING, stopAt: { name: 'composed', chunkNo: 1 } });
    await worker.atCheckpoint();
    expect((await messagesOf(api, id)).every((message) => message === 'prepared')).toBe(true);
    await worker.kill();
    await eventually(async () => (await sessions(api.dataSource, `application_name = 'test-worker'`)) === 0);
    await api.startWorker({ now: NIGHT });
    expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: 0, failed: 0, skipped: 7 });
    expect(new Set(await messagesOf(api, id))).toEqual(new Set(['skipped outside_hours']));
    expect(await api.provider.everybody()).toEqual({});
  }));

test('of a day with a cap, so many are called and the others are skipped; a call that was not processed counts once', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    await addCallable(api, people(14));
    await api.provider.plan({ rules: [{ to: numberOf(0), mode: 'throttled', times: 2, retryAfter: 1 }] });
    await api.startWorker({ now: MORNING });
    const id = await startCalls(api, { perDay: 7 });
    expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: 7, failed: 0, skipped: 7 });
    expect(await expectNobodyTwice(api, id)).toEqual({ accepted: 7, skipped: 7 });
    const skipped = (await messagesOf(api, id)).filter((message) => message !== 'accepted');
    expect(new Set(skipped)).toEqual(new Set(['skipped capped']));
    expect(await placed(api)).toBe(7);
  }));
