import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { createApiApp } from '../../src/api/app.module.js';
import { SharedKeyJwtVerifier } from '../../src/api/auth/credential-verifier.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { testToken } from './api-process.js';
import { withCleanups } from './cleanups.js';
import { withSilentServer } from './silent-server.js';
import { type System, type SystemOptions, withSystem } from './system.js';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

export interface Ask {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
}

export interface TestApi extends System {
  /** Without a slash at its end. */
  readonly url: string;
  readonly metrics: Metrics;
  /** What the API has logged, by line. */
  readonly logged: Record<string, unknown>[];
  /** An operator of business 1 asks, unless another token is given. */
  readonly ask: <Body = Record<string, unknown>>(path: string, ask?: Ask) => Promise<Answer<Body>>;
  /** Everything that a refused request could leave behind. */
  readonly traces: () => Promise<{ jobs: number; stagings: number; stagedIds: number; keys: number; locks: number }>;
  /** Stops the application before the test ends. */
  readonly close: () => Promise<void>;
}

export interface ApiOptions extends SystemOptions {
  /** Temporal does not answer. */
  readonly isTemporalAway?: boolean;
}

/** An API in this process, on a system of its own. */
export async function withApi(options: ApiOptions, test: (api: TestApi) => Promise<void>): Promise<void> {
  await withSystem({ policies: {}, ...options }, (system) =>
    options.isTemporalAway
      ? withSilentServer((address) => withApiOn(system, { ...system.config.temporal, address }, test))
      : withApiOn(system, system.config.temporal, test),
  );
}

async function withApiOn(
  system: System,
  temporal: System['config']['temporal'],
  test: (api: TestApi) => Promise<void>,
): Promise<void> {
  const { config, redis, gate, dataSource, gateEvents } = system;
  const logged: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(line: Buffer, _encoding, done) {
      logged.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const { secret, ...jwt } = config.api.jwt;
  const metrics = createMetrics();
  await withCleanups(async ({ defer }) => {
    const { client, connection } = createTemporalClient(temporal);
    defer(() => connection.close());
    const app = await createApiApp({
      config,
      dataSource,
      redis,
      gate,
      client,
      registry: operationRegistry,
      verifier: new SharedKeyJwtVerifier({ ...jwt, secret: secret! }),
      record: (event) => gateEvents.push(event),
      logger: createLogger({ level: 'debug', service: 'api', destination }),
      metrics,
    });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= app.close());
    defer(close);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    await test({
      ...system,
      url,
      metrics,
      logged,
      close,
      ask: await asking(url),
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

/** Asks an API, as an operator of business 1 unless another token is given. @param url without a slash at its end */
export async function asking(url: string): Promise<TestApi['ask']> {
  const operator = await testToken(1);
  return async <Body>(path: string, { method, token = operator, headers = {}, body }: Ask = {}) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text !== '' ? JSON.parse(text) : {}) as Body,
    };
  };
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
