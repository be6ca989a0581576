import { expect, test } from '@jest/globals';
import type { JobView } from '../../src/api/jobs/job-view.js';
import { addConsenting, type BroadcastApi, numberOf, setUpWhatsApp, withBroadcasts } from '../support/broadcast.js';
import { eventually } from '../support/eventually.js';

const CANARY = { recipients: 4, waitSeconds: 3_600 };
const PEOPLE = 10;

/** A broadcast that has sent to its first four people, whose webhooks are held back. @returns the id of the job */
async function sentToTheFirst(api: BroadcastApi, rule: object = {}): Promise<string> {
  const { ask, provider, url } = api;
  await setUpWhatsApp(api);
  const { items } = (await ask<{ items: { sender: string; webhookPath: string }[] }>('/api/v1/channels')).body;
  const { sender, webhookPath } = items[0]!;
  const people = Array.from({ length: PEOPLE }, (_, n) => n);
  await provider.plan({
    rules: people.map((n) => ({ to: numberOf(n), statuses: 'late', ...rule })),
    whatsapp: { [sender]: { url: `${url}${webhookPath}`, appSecret: 'an-app-secret' } },
  });
  await addConsenting(
    api,
    people.map((n) => ({ name: `Lead ${n}`, phone: numberOf(n) })),
  );
  await api.startWorker();
  const body = {
    ...{ type: 'broadcast_whatsapp', selection: { all: true } },
    parameters: { template: 'spring_letter', language: 'en' },
    options: { canary: CANARY },
  };
  const { status, body: job } = await ask<JobView>('/api/v1/jobs', { body });
  expect([status, job]).toMatchObject([202, { canary: { ...CANARY, maxFailedPercent: 20, outcome: null } }]);
  const waiting = await viewWhen(api, job.id, ({ hold }) => hold !== null);
  expect(waiting).toMatchObject({
    ...{ status: 'running', processed: 4, succeeded: 4, pauseReason: null },
    hold: { reason: 'canary: of the first 4 messages 0 have failed, 4 have no outcome yet' },
  });
  expect(Date.parse(waiting.canary!.until!)).toBeGreaterThan(Date.parse(waiting.startedAt!));
  expect(Object.keys(await provider.everybody())).toHaveLength(4);
  return job.id;
}

const viewWhen = ({ ask }: BroadcastApi, id: string, is: (job: JobView) => boolean): Promise<JobView> =>
  eventually(async () => {
    const { body } = await ask<JobView>(`/api/v1/jobs/${id}`);
    return is(body) && body;
  });

test('a broadcast whose first messages arrive goes on by itself', () =>
  withBroadcasts(async (api) => {
    const id = await sentToTheFirst(api);
    await api.provider.release();
    expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: PEOPLE, failed: 0 });
    expect(await viewWhen(api, id, () => true)).toMatchObject({ canary: { outcome: 'passed' }, pauseReason: null });
    expect(Object.keys(await api.provider.everybody())).toHaveLength(PEOPLE);
  }));

test('a broadcast whose first messages fail by webhook pauses itself and says why; a person may resume it', () =>
  withBroadcasts(async (api) => {
    const id = await sentToTheFirst(api, { fails: 131_049 });
    await api.provider.release();
    const paused = await viewWhen(api, id, ({ status }) => status === 'paused');
    expect(paused).toMatchObject({
      pauseReason: 'canary: of the first 4 messages 4 have failed or have no known outcome, more than 20 %',
      ...{ hold: null, canary: { outcome: 'failed' }, actions: ['resume', 'cancel', 'speed'] },
    });
    expect(Object.keys(await api.provider.everybody())).toHaveLength(4);
    expect((await api.ask(`/api/v1/jobs/${id}/resume`, { method: 'POST' })).status).toBe(200);
    expect(await api.finished(id)).toMatchObject({ status: 'completed', succeeded: PEOPLE });
    expect(await viewWhen(api, id, () => true)).toMatchObject({ canary: { outcome: 'failed' }, pauseReason: null });
    await api.provider.release();
    const got = Object.values(await api.provider.everybody()).map((seen) => seen.got);
    expect(got).toEqual(Array(PEOPLE).fill(1));
  }));
