import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { type ApiClient, createApiClient } from '@bulkgate/client';
import { createApiApp } from '../../src/api/app.module.js';
import { ConsoleFiles } from '../../src/api/console/console-files.js';
import { createCredentialVerifier } from '../../src/access/create-credential-verifier.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';
import { StartsInFlight } from '../../src/jobs/starts-in-flight.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { type Ask, type AskApi, asking } from './asking.js';
import { testToken } from './test-token.js';
import {
  createRecordingAddresses,
  createRecordingStorage,
} from '../../src/recordings/storage/create-recording-storage.js';
import { withCleanups } from './cleanups.js';
import { assertDocumented } from './contract.js';
import { withSilentServer } from './tcp-server.js';
import { type System, type SystemOptions, withSystem } from './system.js';

export interface TestApi extends System {
  /** Without a slash at its end. */
  readonly url: string;
  readonly metrics: Metrics;
  /** What the API has logged, by line. */
  readonly logged: Record<string, unknown>[];
  /**
   * An operator of business 1 asks, unless another token is given. Has the answer once all workflows are started: a test may
   * look at them, or at what others make of them.
   */
  readonly ask: AskApi;
  /** Has the answer as soon as it is there. */
  readonly askOnly: AskApi;
  /** The same as typed calls; of another caller where a token is given. */
  readonly calls: ApiClient;
  readonly callsAs: (token: string | null) => ApiClient;
  /** Everything that a refused request could leave behind. */
  readonly traces: () => Promise<{ jobs: number; stagings: number; stagedIds: number; keys: number; locks: number }>;
  /** Stops the application before the test ends. */
  readonly close: () => Promise<void>;
}

export interface ApiOptions extends SystemOptions {
  /** Temporal does not answer. */
  readonly isTemporalAway?: boolean;
  /** Serves the console that is built there. */
  readonly consoleFolder?: string;
}

/** An API in this process, on a system of its own. */
export async function withApi(options: ApiOptions, test: (api: TestApi) => Promise<void>): Promise<void> {
  await withSystem({ policies: {}, ...options }, (system) =>
    options.isTemporalAway
      ? withSilentServer((address) => withApiOn(system, { ...system.config.temporal, address }, options, test))
      : withApiOn(system, system.config.temporal, options, test),
  );
}

async function withApiOn(
  system: System,
  temporal: System['config']['temporal'],
  options: ApiOptions,
  test: (api: TestApi) => Promise<void>,
): Promise<void> {
  const { config, redis, gate, database, dataSource, gateEvents } = system;
  const logged: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(line: Buffer, _encoding, done) {
      logged.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = createLogger({ level: 'debug', service: 'api', destination });
  const metrics = createMetrics();
  await withCleanups(async ({ defer }) => {
    const { client, connection } = createTemporalClient(temporal);
    defer(() => connection.close());
    const storage = await createRecordingStorage(config.recordings.storage, 'read');
    const addresses = await createRecordingAddresses(config.recordings.storage);
    defer(() => storage.close());
    const app = await createApiApp({
      config,
      dataSource: await database.as('bulkgate_api'),
      redis,
      gate,
      client,
      registry: operationRegistry,
      storage,
      addresses,
      verifier: createCredentialVerifier(config.api.jwt, dataSource, logger),
      record: (event) => gateEvents.push(event),
      consoleFiles: options.consoleFolder === undefined ? null : await ConsoleFiles.read(options.consoleFolder),
      logger,
      metrics,
    });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= app.close());
    defer(close);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const operator = await testToken(1);
    const starts = app.get(StartsInFlight);
    const askOnly = await asking(url);
    await test({
      ...system,
      url,
      metrics,
      logged,
      close,
      ask: <Body>(path: string, asked?: Ask) => askOnly<Body>(path, asked).finally(() => starts.all()),
      askOnly,
      calls: checkedClient(url, operator),
      callsAs: (token) => checkedClient(url, token),
      async traces() {
        const [row] = await dataSource.query<{ jobs: number; stagings: number; stagedIds: number; keys: number }[]>(
          `SELECT (SELECT count(*)::int FROM jobs) AS jobs, (SELECT count(*)::int FROM staged_selections) AS stagings,
                  (SELECT count(*)::int FROM staged_ids) AS "stagedIds",
                  (SELECT count(*)::int FROM idempotency_keys) AS keys`,
        );
        return { ...row!, locks: (await gate.list()).length };
      },
    });
  });
}

/** The typed client, whose answers are held to the document. */
function checkedClient(url: string, token: string | null): ApiClient {
  return createApiClient({
    url,
    token,
    async fetch(request) {
      const response = await fetch(request);
      const { status, headers } = response;
      const { pathname, search } = new URL(request.url);
      const text = await response.clone().text();
      assertDocumented({ method: request.method, path: `${pathname}${search}`, status, headers, text });
      return response;
    },
  });
}

export const NO_TRACES = { jobs: 0, stagings: 0, stagedIds: 0, keys: 0, locks: 0 };

/** Sends a body piece by piece over one connection, and resolves with the answer whenever it comes. */
export function sendInPieces(
  url: string,
  headers: Record<string, string>,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<{ status: number; text: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      isAnswered = true;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const answered = { method: 'POST', path: new URL(url).pathname, status: response.statusCode!, text };
        try {
          assertDocumented({ ...answered, headers: new Headers(response.headers as Record<string, string>) });
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        resolve({ status: response.statusCode!, text, connection: response.headers.connection });
        request.destroy();
      });
    });
    request.on('error', reject);
    const closed = new Promise((resume) => request.once('close', resume));
    const send = async (): Promise<void> => {
      for await (const piece of pieces) {
        if (isAnswered) return;
        if (!request.write(piece)) await Promise.race([new Promise((resume) => request.once('drain', resume)), closed]);
      }
      request.end();
    };
    send().catch((error: unknown) => {
      request.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}
