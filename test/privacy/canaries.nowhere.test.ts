import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { startRedis } from '../../scripts/stack/redis.mjs';
import { startTemporal } from '../../scripts/stack/temporal.mjs';
import { redisReady } from '../../src/gate/redis.js';
import { ApiProcess } from '../support/api-process.js';
import { testToken } from '../support/test-token.js';
import { type AskApi, asking } from '../support/asking.js';
import { type Cleanups, withCleanups } from '../support/cleanups.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';
import { eventually } from '../support/eventually.js';
import { IMPORTS, sendFile } from '../support/imports.js';
import { type ProductProcess, ProductWorker } from '../support/product-process.js';
import { MessagingProviderProcess } from '../support/messaging-provider.js';
import { RecordingProviderProcess } from '../support/recording-provider.js';
import { type System, withSystem, workflowOf } from '../support/system.js';
import { sendBadRequests } from './bad-requests.js';
import { Canaries, found } from './canaries.js';
import { columnsWith, everythingIn, filesIn } from './places.js';
import { placeCalls } from './place-calls.js';
import { sendMessages } from './send-messages.js';
import { useChannels } from './use-channels.js';

const TYPE = 'delete_leads_bulk';
const TALKATIVE = { logLevel: 'trace' };
const LEADS = 320;
/** Who asks: an id, and no personal data. */
const SUBJECT = 'operator-1';
const POLICIES = {
  [TYPE]: {
    batchSize: 10,
    throttleMs: 0,
    maxRuntimeSeconds: 2,
    lockTtlSeconds: 60,
    heartbeatTimeoutSeconds: 2,
    maxBatchFailures: 1,
    maxBackoffSeconds: 1,
  },
};

interface Started {
  readonly id: string;
}

test.concurrent.each([
  ['without the codec', {}],
  ['with the codec', { TEMPORAL_CODEC_KEYS: codecKeysText(codecKey('canaries')) }],
])(
  'of 1,000 canaries none gets to Temporal, Redis, logs or metrics, and in PostgreSQL only where it belongs: %s',
  async (_, environment) => {
    const hasCodec = 'TEMPORAL_CODEC_KEYS' in environment;
    const temporalDir = await mkdtemp(path.join(tmpdir(), 'bulkgate-temporal-'));
    const temporal = await startTemporal({ dir: temporalDir });
    const provider = await RecordingProviderProcess.start();
    const messages = await MessagingProviderProcess.start();
    const recordings = { RECORDINGS_HOST: new URL(provider.url).host, RECORDINGS_ALLOW_LOOPBACK: 'true' };
    try {
      const settings = {
        ...environment,
        ...recordings,
        WHATSAPP_API_URL: `${messages.url}/v23.0`,
        TWILIO_API_URL: messages.url,
      };
      await withSystem(
        { temporalAddress: temporal.address, policies: POLICIES, environment: settings },
        async (system) => {
          const canaries = new Canaries();
          const typed = new Canaries(); // what an operator types into Temporal: that is Temporal's, and stays there
          await withCleanups(async ({ opened }) => {
            await plantLeads(system.dataSource, canaries);
            const calls = await plantCalls(system.dataSource, canaries, provider.url);
            const { processes, last } = await runEverything(system, messages, calls, canaries, typed, opened);
            expect(canaries.count).toBeGreaterThanOrEqual(1_000);

            const redisNow = await everythingIn(system.redis);
            const metrics = await Promise.all(last.map((process) => process.metrics()));
            await Promise.all(processes.map((process) => process.stop()));
            const places = {
              temporal: await filesIn(temporalDir),
              redis: Buffer.concat([redisNow, await filesIn(system.redisDir)]),
              logs: Buffer.from(processes.flatMap(({ lines }) => lines).join('\n')),
              metrics: Buffer.from(metrics.join('\n')),
            };

            // Each place is really looked at: what does belong there is found.
            const [job] = await system.dataSource.query<Started[]>('SELECT id FROM jobs LIMIT 1');
            for (const place of [places.temporal, places.redis, places.logs]) {
              expect(found([job!.id], place)).not.toEqual([]);
            }
            for (const metric of metrics) expect(found([TYPE], Buffer.from(metric))).not.toEqual([]);
            expect(found([system.client.options.namespace], places.metrics)).not.toEqual([]); // the SDK's part of them
            expect(found([SUBJECT], places.logs)).not.toEqual([]);
            expect(found(typed.stems, places.temporal)).not.toEqual([]);
            // With the codec even ids are unreadable: who has asked is in no file of Temporal's.
            expect(found([SUBJECT], places.temporal).length > 0).toBe(!hasCodec);

            for (const [place, bytes] of Object.entries(places)) {
              expect([place, found(canaries.stems, bytes)]).toEqual([place, []]);
              if (place !== 'temporal') expect([place, found(typed.stems, bytes)]).toEqual([place, []]);
            }
            expect(await columnsWith(system.dataSource, canaries.stems)).toEqual([
              ...['archive.new_values', 'archive.old_values'],
              'audit_log.reason',
              ...['calls.from_number', 'calls.recording_url', 'calls.to_number'],
              ...[
                'idempotency_keys.key',
                'import_failed_rows.cells',
                'jobs.parameters',
                'jobs.reason',
                'jobs.selection_filter',
                'leads.email',
                'leads.name',
                'leads.owner',
                'leads.phone',
                'leads.tags',
                'outbox.address',
              ],
            ]);
            expect(await columnsWith(system.dataSource, typed.stems)).toEqual([]);
          });
        },
      );
    } finally {
      await provider.stop();
      await messages.stop();
      await temporal.stop();
      await rm(temporalDir, { recursive: true, force: true });
    }
  },
  300_000,
);

/** Leads of a business, some of which cannot be deleted: the database says so, and quotes them. */
async function plantLeads(dataSource: DataSource, canaries: Canaries): Promise<void> {
  const leads = Array.from({ length: LEADS }, (_, n) => ({
    name: canaries.name(),
    phone: canaries.phone(),
    email: canaries.email(),
    status: n % 40 === 39 ? 'poison' : n >= LEADS - 20 ? 'broken' : 'new',
  }));
  await dataSource.query(
    `INSERT INTO leads (business_id, name, phone, email, status)
     SELECT 1, name, phone, email, status FROM jsonb_to_recordset($1::jsonb) AS l(name text, phone text, email text, status text)`,
    [JSON.stringify(leads)],
  );
  await dataSource.query(`
    CREATE FUNCTION keep_lead() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'lead % (%) is kept', OLD.name, OLD.phone USING
        ERRCODE = CASE OLD.status WHEN 'poison' THEN '23514' ELSE '38000' END,
        DETAIL = 'Failing row contains (' || OLD.email || ')', HINT = OLD.name;
    END $$;
    CREATE TRIGGER keep_lead BEFORE DELETE ON leads
      FOR EACH ROW WHEN (OLD.status IN ('poison', 'broken')) EXECUTE FUNCTION keep_lead()`);
}

/** Calls whose numbers and addresses are canaries, at a provider that does well, refuses, lies and breaks off. @returns sids */
async function plantCalls(dataSource: DataSource, canaries: Canaries, provider: string): Promise<readonly string[]> {
  const modes = ['ok', 'status', 'html', 'cut', 'redirect'];
  for (const mode of modes) {
    const url = `${provider}/${mode}/${canaries.word()}.wav?code=403&to=${canaries.word()}://${canaries.word()}`;
    await dataSource.query(
      `INSERT INTO calls (business_id, call_sid, recording_url, from_number, to_number) VALUES (1, $1, $2, $3, $4)`,
      [mode, url, canaries.phone(), canaries.phone()],
    );
  }
  return modes;
}

/** Files of leads: one with good rows and with rows at fault, and one that is broken as a whole. */
async function importLeads(ask: AskApi, canaries: Canaries): Promise<void> {
  const row = (isGood: boolean): string =>
    [canaries.name(), isGood ? canaries.email() : canaries.word(), canaries.word()].join(',');
  const rows = Array.from({ length: 40 }, (_, n) => row(n % 4 !== 0));
  expect((await sendFile(ask, ['name,email,notes', ...rows, `"${canaries.name()}`].join('\n'))).status).toBe(400);
  const { body } = await sendFile(ask, ['name,email,notes', ...rows].join('\n'));
  await eventually(async () => {
    const { status } = (await ask<{ status: string }>(`${IMPORTS}/${body.id}`)).body;
    return status === 'completed';
  });
  const failed = await ask(`${IMPORTS}/${body.id}/failed-rows?format=csv`);
  expect(found(canaries.stems, Buffer.from(failed.text))).not.toEqual([]);
}

/** Every flow that touches personal data or fails, with real processes. @returns them, and those that still run */
async function runEverything(
  system: System,
  messages: MessagingProviderProcess,
  calls: readonly string[],
  canaries: Canaries,
  typed: Canaries,
  opened: Cleanups['opened'],
) {
  const processes: ProductProcess[] = [];
  const launch = async <P extends ProductProcess>(starting: Promise<P>): Promise<P> => {
    const started = await opened(starting, (process) => process.kill());
    processes.push(started);
    return started;
  };
  const api = await launch(ApiProcess.start(system.environment, TALKATIVE));
  const { url } = api;
  const startWorker = () => launch(ProductWorker.startReady({ ...system.environment, PUBLIC_ORIGIN: url }, TALKATIVE));
  const killed = await startWorker();
  const ask = await asking(url);
  const start = async (selection: object, options: object, key?: string): Promise<string> => {
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const body = { type: TYPE, selection, options, reason: `${canaries.name()} asked for it` };
    const answer = await ask<Started>('/api/v1/jobs', { body, headers });
    if (answer.status !== 202) throw new Error(answer.text);
    return answer.body.id;
  };
  const refused = async (status: number): Promise<void> => {
    const body = { type: TYPE, selection: { filter: { text: canaries.name() } }, reason: canaries.name() };
    expect((await ask('/api/v1/jobs', { body })).status).toBe(status);
  };
  const control = async (id: string, what: 'pause' | 'resume' | 'cancel'): Promise<void> => {
    const { status, text } = await ask(`/api/v1/jobs/${id}/${what}`, { method: 'POST' });
    if (status >= 300) throw new Error(text);
  };
  const runOf = async (id: string): Promise<string> =>
    (await workflowOf(system, await system.job(id)).describe()).runId;

  await sendBadRequests(url, canaries);
  const listed = await ask('/api/v1/leads?text=Lovelace&limit=50');
  expect(found(canaries.stems, Buffer.from(listed.text))).not.toEqual([]);
  await ask(`/api/v1/leads?text=${encodeURIComponent(canaries.name())}`);

  await importLeads(ask, canaries);
  await useChannels(ask, url, system.dataSource, canaries);
  await sendMessages(system, ask, canaries, messages);
  await placeCalls(system, ask, canaries, messages);
  expect(found(canaries.stems, Buffer.from((await ask('/api/v1/calls')).text))).not.toEqual([]);
  const ended = await Promise.all(
    calls.map((sid) =>
      eventually(async () => {
        const { status } = await ask(`/api/v1/calls/${sid}/recording`);
        return status !== 202 && status;
      }, 60_000),
    ),
  );
  expect(ended).toEqual([200, 502, 502, 502, 502]);

  const wouldBe = await ask('/api/v1/jobs?dryRun=true', {
    body: { type: TYPE, selection: { filter: { text: 'Lovelace' } } },
  });
  expect(found(canaries.stems, Buffer.from(wouldBe.text))).not.toEqual([]);

  // An update, whose new values name a person.
  const parameters = { owner: canaries.name(), tags: { add: [canaries.word()] } };
  const update = { type: 'update_leads_bulk', selection: { filter: { status: 'poison' } }, parameters };
  for (const path of ['/api/v1/jobs?dryRun=true', '/api/v1/jobs']) {
    const { status, text, body } = await ask<Started>(path, { body: update });
    if (status >= 300) throw new Error(text);
    if (status === 202) expect(await system.finished(body.id)).toMatchObject({ status: 'completed', succeeded: 8 });
  }

  // By filter: watched, refused meanwhile, paused, changed, rolled over, cut from PostgreSQL and Redis, cancelled.
  const filter = { text: 'Lovelace', status: 'new' };
  const first = await start({ filter }, { batchSize: 1, throttleMs: 300 }, canaries.word());
  const watching = new AbortController();
  const events = fetch(`${url}/api/v1/jobs/${first}/events`, {
    headers: { authorization: `Bearer ${await testToken(1)}`, 'user-agent': canaries.name() },
    signal: watching.signal,
  }).then((response) => response.text());
  const firstRun = await eventually(() => runOf(first));
  await refused(409);
  await eventually(async () => (await system.job(first)).processed > 0);
  await control(first, 'pause');
  await eventually(async () => (await system.job(first)).status === 'paused');
  await ask(`/api/v1/jobs/${first}`, { method: 'PATCH', body: { throttleMs: 250 } });
  await control(first, 'resume');
  await eventually(async () => (await runOf(first)) !== firstRun);
  await system.dataSource.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'bulkgate-%'`,
  );
  await ask(`/api/v1/leads?text=${canaries.word()}`);
  const { processed } = await system.job(first);
  await eventually(async () => (await system.job(first)).processed > processed);
  await system.redisServer.stop();
  await eventually(() => refused(503));
  await opened(startRedis({ dir: system.redisDir, port: system.redisServer.port }), (redis) => redis.stop());
  await redisReady(system.redis, 60_000);
  await api.ready();
  await control(first, 'cancel');
  expect((await system.finished(first)).status).toBe('cancelled');
  watching.abort();
  await events.catch(() => undefined);
  await system.lockGone(TYPE);

  // By ids, with poison among them; the worker is killed in the middle.
  const rows = await system.dataSource.query<Started[]>(
    `SELECT id FROM leads WHERE status <> 'broken' ORDER BY id LIMIT 60`,
  );
  const second = await start({ ids: rows.map(({ id }) => Number(id)) }, { batchSize: 5, throttleMs: 200 });
  await eventually(async () => (await system.job(second)).processed > 0);
  await killed.kill();
  const worker = await startWorker();
  expect(await system.finished(second, 90_000)).toMatchObject({ status: 'completed' });
  expect((await system.job(second)).failed).toBeGreaterThan(0);
  await system.lockGone(TYPE);

  // Terminated in Temporal, with a reason; the reconciler settles it.
  const third = await start({ filter: { text: '@example.com' } }, { throttleMs: 60_000 });
  await eventually(async () => (await system.job(third)).status === 'running');
  await workflowOf(system, await system.job(third)).terminate(`${typed.name()} asked for it`);
  await system.dataSource.query(`UPDATE jobs SET created_at = created_at - interval '15 s' WHERE id = $1`, [third]);
  expect((await system.finished(third)).lastError).toMatch(/^terminated by an operator/);
  await system.lockGone(TYPE);

  // By a filter that names a person; then all: the batch that fails as a whole ends the job.
  await system.finished(await start({ filter: { text: canaries.name() } }, {}));
  await system.lockGone(TYPE);
  const fifth = await start({ all: true }, { batchSize: 20 });
  expect(await system.finished(fifth)).toMatchObject({ status: 'failed', lastError: /SQLSTATE 38000/ as unknown });
  await ask('/api/v1/jobs');
  await ask(`/api/v1/jobs/${fifth}`);
  return { processes, last: [api, worker] };
}
