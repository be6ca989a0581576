import { expect, test } from '@jest/globals';
import {
  addConsenting,
  type BroadcastApi,
  numberOf,
  setUpWhatsApp,
  startBroadcast,
  withBroadcasts,
} from '../support/broadcast.js';
import { endedJob, failureOf } from '../support/ended-job.js';
import { addLeads } from '../support/leads.js';

interface Results {
  readonly items: readonly { readonly name: string; readonly outcome: string; readonly code: string | null }[];
}

interface Summary {
  readonly failed: number;
  readonly reasons: readonly object[] | null;
  readonly outcomes: readonly { readonly outcome: string; readonly count: number; readonly code: string | null }[];
}

interface Job {
  readonly id: string;
}

const resultsOf = (id: string) => `/api/v1/jobs/${id}/results`;

/** Each lead is called after what becomes of it. */
async function oneOfEach(api: BroadcastApi): Promise<string> {
  await setUpWhatsApp(api);
  const names = ['accepted', 'refused', 'lost', 'duplicate'];
  const phones = [numberOf(1), numberOf(2), numberOf(3), numberOf(1)];
  await addConsenting(
    api,
    names.map((name, index) => ({ name, phone: phones[index]! })),
  );
  await addLeads(api.dataSource, 1, [{ name: 'no consent', phone: numberOf(4) }]);
  await api.provider.plan({
    rules: [
      { to: numberOf(2), mode: 'refused', times: 1 },
      { to: numberOf(3), mode: 'lost-after' },
    ],
  });
  await api.startWorker();
  const id = await startBroadcast(api);
  expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: 1, failed: 2, skipped: 2 });
  return id;
}

test('each message is listed by what has become of it, with the reason; unknown is a group of its own', () =>
  withBroadcasts(async (api) => {
    const id = await oneOfEach(api);
    const listed: Record<string, (string | null)[][]> = {};
    for (const outcome of ['accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'skipped']) {
      const { status, body } = await api.ask<Results>(`${resultsOf(id)}?outcome=${outcome}`);
      expect([outcome, status]).toEqual([outcome, 200]);
      listed[outcome] = body.items.map(({ name, code }) => [name, code ?? null]);
    }
    expect(listed).toEqual({
      ...{ accepted: [['accepted', null]], sent: [], delivered: [], read: [] },
      ...{ failed: [['refused', '131026']], unknown: [['lost', expect.any(String)]] },
      skipped: [
        ['duplicate', 'duplicate'],
        ['no consent', 'no_consent'],
      ],
    });
    const { body: summary } = await api.ask<Summary>(`${resultsOf(id)}/summary`);
    expect(summary.outcomes.map(({ outcome, count }) => [outcome, count])).toEqual([
      ...[
        ['accepted', 1],
        ['sent', 0],
        ['delivered', 0],
        ['read', 0],
      ],
      ...[
        ['failed', 1],
        ['unknown', 1],
        ['skipped', 2],
      ],
    ]);
    expect(summary.reasons).toContainEqual({ outcome: 'skipped', code: 'duplicate', constraint: null, count: 1 });
    const csv = await api.ask(`${resultsOf(id)}?outcome=unknown&format=csv`);
    expect(csv.text.split('\r\n')[0]).toBe('targetId,name,outcome,code');
    expect(csv.text.split('\r\n')[1]).toMatch(/^\d+,lost,unknown,\S+$/);
    // No address leaves the outbox.
    expect(JSON.stringify([listed, summary]) + csv.text).not.toContain('4917000');
  }));

test('a retry takes whom the provider has refused, and never one of which nobody knows', () =>
  withBroadcasts(async (api) => {
    const id = await oneOfEach(api);
    const { status, body: retry } = await api.ask<Job>(`/api/v1/jobs/${id}/retry-failed`, { body: {} });
    expect(status).toBe(202);
    expect(await api.finished(retry.id)).toMatchObject({ status: 'completed', total: 1, succeeded: 1 });
    const got = Object.entries(await api.provider.everybody()).map(([to, seen]) => [to, seen.requests, seen.got]);
    expect(got.sort()).toEqual([
      [numberOf(1), 1, 1],
      [numberOf(2), 2, 1],
      [numberOf(3), 1, 1],
    ]);
  }));

test('where nobody knows of any that failed there is nothing to retry', () =>
  withBroadcasts(async (api) => {
    await setUpWhatsApp(api);
    await addConsenting(api, [{ phone: numberOf(1) }]);
    await api.provider.plan({ rules: [{ mode: 'lost-before' }] });
    await api.startWorker();
    const id = await startBroadcast(api);
    expect(await api.finished(id)).toMatchObject({ status: 'completed', failed: 1 });
    const retry = await api.ask(`/api/v1/jobs/${id}/retry-failed`, { body: {} });
    expect(retry).toMatchObject({ status: 409, body: { code: 'nothing_failed' } });
    expect((await api.provider.seen(numberOf(1))).requests).toBe(1);
  }));

test('an outcome that targets of the job cannot have is refused by the field; deleted results are 410', () =>
  withBroadcasts(async (api) => {
    const id = await oneOfEach(api);
    const rows = await endedJob(api.dataSource, [failureOf(1)]);
    for (const [job, outcome] of [
      [id, 'succeeded'],
      [rows, 'unknown'],
      [rows, 'accepted'],
    ] as const) {
      const refused = await api.ask(`${resultsOf(job)}?outcome=${outcome}`);
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'outcome' }] } });
    }
    await api.dataSource.query('UPDATE jobs SET results_deleted_at = now() WHERE id = $1', [id]);
    expect((await api.ask(`${resultsOf(id)}?outcome=unknown`)).status).toBe(410);
    const { body: summary } = await api.ask<Summary>(`${resultsOf(id)}/summary`);
    expect(summary.reasons).toBeNull();
    expect(new Set(summary.outcomes.map(({ code }) => code))).toEqual(new Set(['results_deleted']));
  }));
