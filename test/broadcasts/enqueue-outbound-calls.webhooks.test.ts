import { expect, test } from '@jest/globals';
import { numberOf, withBroadcasts } from '../support/broadcast.js';
import { addCallable, setUpTwilio, startCalls } from '../support/outbound-calls.js';
import { MESSAGE_ROWS, webhookWays } from '../support/webhook-ways.js';

const CALLS = webhookWays('delivered', 1);

test('callbacks say what became of each call, whenever they come; one that was not picked up has failed', () =>
  withBroadcasts(async (api) => {
    const { provider, dataSource, url } = api;
    await setUpTwilio(api);
    await provider.plan({ rules: CALLS.map(([rule], n) => ({ ...rule, to: numberOf(n) })) });
    await addCallable(
      api,
      CALLS.map((_, n) => ({ name: `Lead ${n}`, phone: numberOf(n) })),
    );
    await api.startWorker({}, { PUBLIC_ORIGIN: url });
    const id = await startCalls(api);
    const counted = { status: 'completed', succeeded: 7, failed: 1, skipped: 0 };
    expect(await api.finished(id)).toMatchObject(counted);
    const rows = () => dataSource.query<Record<string, string>[]>(MESSAGE_ROWS, [id]);
    // What is held back so far.
    expect((await rows()).slice(-2).map(({ state }) => state)).toEqual(['accepted', 'unknown']);
    await provider.release();
    const after = await rows();
    expect(after.map(({ state }) => state)).toEqual(CALLS.map(([, state]) => state));
    expect(after[6]).toMatchObject({ code: 'busy', failedBy: 'webhook' });
    expect(after.every(({ reference }) => /^CA[0-9a-f]{32}$/.test(reference!))).toBe(true);
    expect(await api.job(id)).toMatchObject(counted);
  }));

test('without a public origin a call is placed, and Twilio is asked for no callback', () =>
  withBroadcasts(async (api) => {
    await setUpTwilio(api);
    await addCallable(api, [{ phone: numberOf(1) }]);
    await api.startWorker();
    expect(await api.finished(await startCalls(api))).toMatchObject({ succeeded: 1 });
    await api.provider.release();
    // Ours is part of the callback's address alone.
    expect(await api.provider.seen(numberOf(1))).toMatchObject({ got: 1, references: [''] });
    expect(await api.dataSource.query('SELECT state FROM outbox')).toEqual([{ state: 'accepted' }]);
  }));
