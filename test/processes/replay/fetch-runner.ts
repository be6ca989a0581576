import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { businessesIn } from '../../../src/db/business.js';
import { PlayRecording } from '../../../src/api/calls/play-recording.js';
import { readConfig } from '../../../src/config/config.js';
import { PlaybackDedup } from '../../../src/gate/playback-dedup.js';
import { connectRedis, redisReady } from '../../../src/gate/redis.js';
import { createLogger } from '../../../src/observability/logger.js';
import { playbackResource } from '../../../src/recordings/recording.js';
import { createRecordingStorage } from '../../../src/recordings/storage/create-recording-storage.js';
import { createTemporalClient } from '../../../src/temporal/connection.js';
import { recordingWorkflowId } from '../../../src/operations/workflow-ids.js';
import { testRegistry } from '../registry.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventually, eventuallyInTemporal } from '../../support/eventually.js';
import { Program, started } from '../../support/program.js';
import { createNamespaceAt } from '../../support/temporal-namespace.js';
import { createTestDatabase } from '../../support/test-database.js';
import { ADDRESS_KEY, CALL_NUMBERS, type RecordedFetch } from './recorded-fetches.js';
import { recordedRuns } from './recorded-runs.js';

const BUSINESS_ID = 1;
const NO_HEADERS = {
  isHead: false,
  headers: {},
  takeSlot: () => () => undefined,
  countUnknownCall: () => Promise.resolve(),
};

interface Services {
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly dedup: PlaybackDedup;
  readonly player: PlayRecording;
  readonly providerUrl: string;
  /** Kills the worker that runs, if one does, and starts another. */
  readonly changeWorker: () => Promise<void>;
}

export interface FetchRunner {
  /** Clicks on "play" of a new call and waits for the end of the fetch. @returns the history of its one run, scrubbed */
  record(fetch: RecordedFetch): Promise<object[]>;
}

/** A database, a namespace, a provider and the product's worker for as long as `use` takes. */
export async function withFetchRunner(use: (runner: FetchRunner) => Promise<void>): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const provider = await opened(
      started(new Program('scripts/stack/recording-provider.mjs'), (program) => program.logged('url')),
      (program) => program.stop(),
    );
    const providerUrl = await provider.logged('url');
    const database = await opened(createTestDatabase(), (created) => created.drop());
    const environment = {
      ...process.env,
      DATABASE_URL: database.url,
      TEMPORAL_NAMESPACE: await createNamespaceAt(readConfig(testRegistry).temporal.address),
      RECORDINGS_HOST: new URL(providerUrl).host,
      RECORDINGS_ALLOW_LOOPBACK: 'true',
      WORKER_HEALTH_PORT: '0',
      WORKER_METRICS_PORT: '0',
      WORKER_MAX_DOWNLOADS: '2',
      LOG_LEVEL: 'silent',
    };
    const config = readConfig(testRegistry, environment);
    const redis = connectRedis(config.redis, () => undefined);
    defer(() => redis.disconnect());
    await redisReady(redis, 5_000);
    const { client, connection } = createTemporalClient(config.temporal);
    defer(() => connection.close());
    const startWorker = (): Program => new Program('dist-test/src/bin/worker.js', { env: environment });
    let worker = startWorker();
    defer(() => worker.kill());
    const changeWorker = async (): Promise<void> => {
      await worker.kill();
      worker = startWorker();
    };
    const dedup = new PlaybackDedup(redis);
    const player = new PlayRecording({
      ...{ client, dedup, failureSeconds: config.recordings.failureSeconds },
      businessOf: businessesIn(await database.as('bulkgate_api')),
      storage: await createRecordingStorage(config.recordings.storage, 'write'),
      addresses: null,
      logger: createLogger({ level: 'silent', service: 'record-history' }),
    });
    const { dataSource } = database;
    const services = { dataSource, client, dedup, player, providerUrl, changeWorker };
    let calls = 0;
    await use({ record: (fetch) => runFetch(services, fetch, `CA${String(++calls).padStart(32, '0')}`) });
  });
}

async function runFetch(services: Services, recorded: RecordedFetch, callSid: string): Promise<object[]> {
  const { client, dedup, player, providerUrl } = services;
  const id = { businessId: BUSINESS_ID, callSid };
  const url = await addCall(services, callSid, recorded.path);
  const untilDownloading = async ({ pathname }: URL): Promise<void> => {
    await eventually(async () => {
      const seen = (await (await fetch(`${providerUrl}/-/seen`)).json()) as Record<string, { atOnce: number }>;
      return (seen[pathname]?.atOnce ?? 0) > 0;
    });
  };
  if (recorded.behind !== undefined) {
    const before = `${callSid}-before`;
    const urlBefore = await addCall(services, before, recorded.behind);
    await player.play({ businessId: BUSINESS_ID, callSid: before }, NO_HEADERS);
    await untilDownloading(urlBefore);
  }
  const click = async (): Promise<void> => {
    const { outcome } = await player.play(id, NO_HEADERS);
    if (outcome !== 'started') throw new Error(`a click for ${recorded.name} was ${outcome}`);
  };
  await click();
  const workflow = client.workflow.getHandle(recordingWorkflowId(BUSINESS_ID, callSid));
  const { runId } = await workflow.describe();
  if (recorded.meanwhile) await untilDownloading(url);
  await recorded.meanwhile?.({
    cancel: async () => void (await workflow.cancel()),
    async clickAgain() {
      // The value of the first click's mark is not known here.
      await dedup.markInProgress(playbackResource(id), 'about to run out');
      await dedup.unmark(playbackResource(id), 'about to run out');
      await click();
    },
    loseWorker: services.changeWorker,
  });
  const ended = await eventuallyInTemporal(async () => {
    const now = await workflow.describe();
    return now.status.name !== 'RUNNING' && now;
  });
  if (ended.status.name !== (recorded.endsAs ?? 'COMPLETED'))
    throw new Error(`${recorded.name} ended ${ended.status.name}`);
  if (ended.runId !== runId) throw new Error(`${recorded.name} was started twice`);
  return recordedRuns(client, workflow.workflowId);
}

/** @returns where its recording lies */
async function addCall({ dataSource, providerUrl }: Services, callSid: string, path: string): Promise<URL> {
  const url = new URL(path, providerUrl);
  url.searchParams.set('key', ADDRESS_KEY);
  await dataSource.query(
    'INSERT INTO calls (business_id, call_sid, recording_url, from_number, to_number) VALUES ($1, $2, $3, $4, $5)',
    [BUSINESS_ID, callSid, url.href, CALL_NUMBERS.from, CALL_NUMBERS.to],
  );
  return url;
}
