import { expect, test } from '@jest/globals';
import {
  addConsenting,
  numberOf,
  setUpWhatsApp,
  startBroadcast,
  webhooksOf,
  withBroadcasts,
} from '../support/broadcast.js';
import { MESSAGE_ROWS, webhookWays } from '../support/webhook-ways.js';

const RECIPIENTS = webhookWays('read', 131_049);

test('webhooks say what became of each message, whenever they come; the counters are those of the answers', () =>
  withBroadcasts(async (api) => {
    const { provider, dataSource } = api;
    await setUpWhatsApp(api);
    await provider.plan({
      rules: RECIPIENTS.map(([rule], n) => ({ ...rule, to: numberOf(n) })),
      whatsapp: await webhooksOf(api),
    });
    await addConsenting(
      api,
      RECIPIENTS.map((_, n) => ({ name: `Lead ${n}`, phone: numberOf(n) })),
    );
    await api.startWorker();
    const id = await startBroadcast(api);
    const counted = { status: 'completed', succeeded: 7, failed: 1, skipped: 0 };
    expect(await api.finished(id)).toMatchObject(counted);
    const heard = async (): Promise<string> =>
      api.metrics.registry.getSingleMetricAsString('bulkgate_provider_events_total');
    const rows = () => dataSource.query<Record<string, string>[]>(MESSAGE_ROWS, [id]);
    // What is held back so far.
    expect((await rows()).slice(-2).map(({ state }) => state)).toEqual(['accepted', 'unknown']);
    await provider.release();
    const after = await rows();
    expect(after.map(({ state }) => state)).toEqual(RECIPIENTS.map(([, state]) => state));
    expect(after[6]).toMatchObject({ code: '131049', failedBy: 'webhook' });
    expect(after.every(({ reference }) => /^[0-9a-f]{64}$/.test(reference!))).toBe(true);
    expect(await api.job(id)).toMatchObject(counted);
    // Those that came, however often and in whatever order; none of the forged ones.
    const events = await heard();
    expect(events).toContain('{channel="whatsapp",state="read"} 6');
    expect(events).toContain('{channel="whatsapp",state="failed"} 1');
    // Nothing of it is to be tried again.
    expect(await dataSource.query('SELECT 1 FROM job_failures WHERE job_id = $1', [id])).toEqual([]);
  }));
