import { expect, test } from '@jest/globals';
import {
  addConsenting,
  numberOf,
  setUpWhatsApp,
  startBroadcast,
  webhooksOf,
  withBroadcasts,
} from '../support/broadcast.js';

/** How the webhooks of each recipient come, and the state that they lead to. */
const RECIPIENTS = [
  [{ statuses: 'doubled' }, 'read'],
  [{ statuses: 'out-of-order' }, 'read'],
  [{ statuses: 'early' }, 'read'],
  [{ statuses: 'late' }, 'read'],
  [{ statuses: 'forged' }, 'accepted'],
  [{ statuses: 'never' }, 'accepted'],
  [{ statuses: 'late', fails: 131_049 }, 'failed'],
  [{ statuses: 'late', mode: 'lost-after' }, 'read'],
] as const;

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
    const rows = () =>
      dataSource.query<Record<string, string>[]>(
        'SELECT state, code, failed_by AS "failedBy", reference FROM outbox WHERE job_id = $1 ORDER BY target_id',
        [id],
      );
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
