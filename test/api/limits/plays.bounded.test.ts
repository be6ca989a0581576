import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { expect, test } from '@jest/globals';
import { type TestApi, withApi } from '../../support/api.js';
import { testToken } from '../../support/test-token.js';
import { auditEntries } from '../../support/audit.js';
import { eventually } from '../../support/eventually.js';
import { storeRecording } from '../../support/stored-recording.js';

const CONNECTIONS = 40;
const PER_CREDENTIAL = 5;
const PER_BUSINESS = 8;
/** More than what lies in the buffers of a connection. */
const LARGE = '/ok/large.wav?bytes=12000000';

/** A listener who does not read what comes, on a connection of his own. */
interface Listener {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly code: string | undefined;
  readonly leave: () => void;
}

function listen({ url }: TestApi, path: string, token: string): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const request: ClientRequest = httpRequest(`${url}${path}`, { headers, agent: false });
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      const told = { status, retryAfter: response.headers['retry-after'], leave: () => request.destroy() };
      request.off('error', reject).on('error', () => undefined);
      response.on('error', () => undefined);
      if (status === 200) return resolve({ ...told, code: undefined });
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ ...told, code: (JSON.parse(text) as { code: string }).code }));
    });
    request.end();
  });
}

test('listeners who do not read have a share of the connections; another business is heard all the while', async () => {
  const environment = {
    MAX_CONNECTIONS: String(CONNECTIONS),
    MAX_PLAYS_PER_CREDENTIAL: String(PER_CREDENTIAL),
    MAX_PLAYS_PER_BUSINESS: String(PER_BUSINESS),
  };
  await withApi({ environment }, async (api) => {
    const large = await storeRecording(api, LARGE);
    const other = await storeRecording(api, '/ok/other.wav?seconds=1', { businessId: 2 });
    const greedy = await testToken(1, 'viewer', 'greedy');
    const colleague = await testToken(1, 'viewer', 'colleague');
    const listeners: Listener[] = [];
    const playing = (): number => listeners.filter(({ status }) => status === 200).length;
    for (let n = 0; n < CONNECTIONS; n++) listeners.push(await listen(api, large.url, greedy));
    expect(playing()).toBe(PER_CREDENTIAL);
    const refused = listeners.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['503 too_many_plays']));
    for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);

    // A colleague has what the business has left. A head asks the storage as well; a condition needs no place.
    const more = await Promise.all(Array.from({ length: PER_CREDENTIAL }, () => listen(api, large.url, colleague)));
    expect(more.filter(({ status }) => status === 200)).toHaveLength(PER_BUSINESS - PER_CREDENTIAL);
    expect((await api.ask(large.url, { token: greedy, method: 'HEAD' })).status).toBe(503);
    expect((await api.ask(other.url, { token: await testToken(2), method: 'HEAD' })).status).toBe(200);
    expect((await api.ask(large.url, { token: greedy, headers: { 'if-none-match': large.etag } })).status).toBe(304);

    const victim = await testToken(2, 'viewer', 'victim');
    for (let n = 0; n < 20; n++) {
      const { status, leave } = await listen(api, other.url, victim);
      expect(status).toBe(200);
      leave();
    }

    // A refusal is no act; a place that was left is free, whether its listener has gone or has heard it all.
    const plays = (await auditEntries(api.dataSource)).filter(({ action }) => action === 'recording.play');
    expect(plays.map(({ subject, result }) => [subject, result])).toEqual([
      ['greedy', 'done'],
      ['colleague', 'done'],
    ]);
    for (const { leave } of [...listeners, ...more]) leave();
    await eventually(async () => (await api.ask(other.url, { token: victim })).status === 200);
    for (let n = 0; n < 2 * PER_CREDENTIAL; n++) {
      await eventually(async () => {
        const { status, leave } = await listen(api, large.url, greedy);
        leave();
        return status === 200;
      });
    }
    const limits = (await api.metrics.refusedByLimit.get()).values;
    expect(limits).toContainEqual(expect.objectContaining({ labels: { limit: 'plays' } }));
  });
});
