import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { findTemporal } from '../../scripts/stack/temporal-binary.mjs';
import { testToken } from '../support/test-token.js';
import { codecKey, codecKeysText } from '../support/codec-keys.js';
import { CodecServerProcess } from '../support/product-process.js';
import { stringsIn } from '../replay/strings-in-history.js';
import { withSystem, workflowOf } from '../support/system.js';

const UI = 'http://127.0.0.1:8233';
const environment = { TEMPORAL_CODEC_KEYS: codecKeysText(codecKey('server')), TEMPORAL_UI_URL: `${UI}/` };

interface PayloadJson {
  readonly metadata: Record<string, string>;
  readonly data: string;
}

test("people on call read a real job's payloads over HTTP and with the temporal command, and nobody else does", () =>
  withSystem({ environment }, async (system) => {
    const server = await CodecServerProcess.start(system.environment);
    try {
      await system.startWorker();
      await system.addCanaries(1, 10);
      await system.addCanaries(1, 2, { mood: 'broken' });
      const job = await system.start({ requestedBy: 'subject-of-this-test' });
      await system.finished(job.id);
      const workflow = workflowOf(system, job);
      await workflow.result();
      const history = JSON.parse(historyToJSON(await workflow.fetchHistory())) as { events: object[] };
      const payloads = payloadsIn(history.events);
      const admin = await testToken(1, 'admin');
      const ask = (token: string | null, body: unknown, headers: Record<string, string> = {}, path = '/decode') =>
        fetch(`${server.url}${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...headers,
          },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        });

      const answer = await ask(admin, { payloads }, { 'x-namespace': job.temporalNamespace }, '/any/where/decode');
      expect(answer.status).toBe(200);
      const decoded = ((await answer.json()) as { payloads: PayloadJson[] }).payloads;
      expect(decoded).toHaveLength(payloads.length);
      const texts = decoded.map(({ data }) => Buffer.from(data, 'base64').toString());
      expect(texts.join('\n')).toContain('"requestedBy":"subject-of-this-test"');
      expect(texts.join('\n')).toContain('SQLSTATE 38000'); // a failure's message
      expect(texts.join('\n')).toContain('chunk 1, batch of up to 10 targets above 0'); // a summary
      expect(
        decoded.every(({ metadata }) => Buffer.from(metadata.encoding!, 'base64').toString() !== 'binary/encrypted'),
      ).toBe(true);
      // A payload that is not encrypted comes back as it is.
      const plain = decoded[0]!;
      expect(await (await ask(admin, { payloads: [plain] })).json()).toEqual({ payloads: [plain] });

      const code = async (asked: Promise<Response>): Promise<[number, unknown]> => {
        const response = await asked;
        return [response.status, ((await response.json()) as { code: unknown }).code];
      };
      const body = { payloads };
      expect(await code(ask(null, body))).toEqual([401, 'unauthenticated']);
      expect(await code(ask('no.such.token', body))).toEqual([401, 'unauthenticated']);
      expect(await code(ask(await testToken(1, 'operator'), body))).toEqual([403, 'forbidden']);
      expect(await code(ask(await testToken(1, 'viewer'), body))).toEqual([403, 'forbidden']);
      expect(await code(ask(await testToken(2, 'admin'), body))).toEqual([403, 'payload_of_another_business']);
      // Relabelled for a business of one's own it is no longer what was encrypted.
      const stolen = { ...payloads[0]!, metadata: { ...payloads[0]!.metadata, 'business-id': 'Mg==' } };
      expect(await code(ask(await testToken(2, 'admin'), { payloads: [stolen] }))).toEqual([
        422,
        'payload_undecodable',
      ]);
      expect(await code(ask(admin, body, {}, '/encode'))).toEqual([404, 'not_found']);
      expect(await code(ask(admin, '{"payloads":[Ada Lovelace'))).toEqual([400, 'malformed_json']);
      expect(await code(ask(admin, { payloads: [{ data: 'Ada Lovelace' }] }))).toEqual([400, 'invalid_request']);
      expect(await code(ask(admin, { payloads: 'Ada' }))).toEqual([400, 'invalid_request']);
      expect(await code(ask(admin, 'x'.repeat(8 * 1024 * 1024 + 1)))).toEqual([413, 'body_too_large']);
      const packed = { 'content-encoding': 'gzip' };
      expect(await code(ask(admin, body, packed))).toEqual([415, 'unsupported_media_type']);

      await commandShows(system.config.temporal.address, job.temporalNamespace, workflow.workflowId, server.url, admin);

      expect(server.lines.join('\n')).toContain('"msg":"decode"');
      for (const unsaid of ['Ada', 'subject-of-this-test', 'SQLSTATE 38000', admin]) {
        expect({ unsaid, isLogged: server.lines.some((line) => line.includes(unsaid)) }).toEqual({
          unsaid,
          isLogged: false,
        });
      }
    } finally {
      expect(await server.stop()).toBe(0);
    }
  }));

test("a browser may ask from the Web UI's pages and from no others", async () => {
  const server = await CodecServerProcess.start({ ...MINIMAL, ...environment });
  try {
    const ask = (method: string, origin: string) =>
      fetch(`${server.url}/decode`, {
        method,
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
    const preflight = await ask('OPTIONS', UI);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(UI);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    // The page may read why it was refused.
    const refused = await ask('POST', UI);
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, UI]);
    for (const origin of ['http://127.0.0.1:8234', 'https://evil.example', 'null', `${UI}.evil.example`]) {
      for (const method of ['OPTIONS', 'POST']) {
        const answer = await ask(method, origin);
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      }
    }
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('without keys there is no codec server', async () => {
  await expect(CodecServerProcess.start({ ...MINIMAL, TEMPORAL_CODEC_KEYS: '' })).rejects.toThrow(
    'TEMPORAL_CODEC_KEYS: is needed by the codec server',
  );
});

const MINIMAL = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  JWT_SECRET: 'a secret that is long enough for tests',
};

/** `temporal workflow show` with and without the codec server. */
async function commandShows(address: string, namespace: string, workflowId: string, url: string, token: string) {
  const temporal = await findTemporal();
  const where = ['--address', address, '--namespace', namespace];
  const codec = ['--codec-endpoint', url, '--codec-auth', `Bearer ${token}`];
  const show = async (...more: string[]): Promise<string> => {
    const asked = ['workflow', 'show', '--workflow-id', workflowId, '--output', 'json', ...where, ...more];
    const { stdout } = await promisify(execFile)(temporal, asked);
    return `${stdout}\n${stringsIn(JSON.parse(stdout)).join('\n')}`;
  };
  const [without, withIt] = [await show(), await show(...codec)];
  expect(without).not.toContain('subject-of-this-test');
  expect(withIt).toContain('subject-of-this-test');
  expect(withIt).toContain('SQLSTATE 38000');
}

function payloadsIn(value: unknown): PayloadJson[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('metadata' in value && 'data' in value) return [value as PayloadJson];
  return Object.entries(value).flatMap(([name, field]) => (name === 'searchAttributes' ? [] : payloadsIn(field)));
}
