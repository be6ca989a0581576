import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import { type ProviderAnswer, ProviderConnections } from '../../src/channels/provider-connections.js';
import { answer, type RawProvider, type Respond, withRawProvider } from '../support/raw-provider.js';
import { withTcpServer } from '../support/tcp-server.js';

const REQUEST = { path: '/send', headers: { authorization: 'Bearer a' }, body: '{}' };

async function post(baseUrl: string): Promise<ProviderAnswer> {
  const connections = new ProviderConnections({ baseUrl, connectTimeoutMs: 30_000, timeoutMs: 60_000 });
  try {
    return await connections.post(REQUEST);
  } finally {
    await connections.close();
  }
}

const withProvider = (respond: Respond, test: (provider: RawProvider) => Promise<void>): Promise<void> =>
  withRawProvider(respond, test);

test('a port where nobody listens: nothing was sent', async () => {
  const address = await withTcpServer(
    () => undefined,
    ({ address }) => Promise.resolve(address),
  );
  expect(await post(`http://${address}`)).toEqual({ kind: 'no connection', code: 'ECONNREFUSED' });
});

test('a host that there is not: nothing was sent', async () => {
  expect(await post('http://provider.invalid')).toMatchObject({ kind: 'no connection' });
});

test('a server that ends the connection in the middle of TLS: nothing was sent', () =>
  withTcpServer(
    (socket) => socket.once('data', () => socket.destroy()),
    async ({ address }) => {
      expect(await post(`https://${address}`)).toMatchObject({ kind: 'no connection' });
    },
  ));

test('a certificate that is not trusted: nothing is sent, whatever the environment says', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keyType: 'ec' });
  const received: Buffer[] = [];
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined).on('data', (data: Buffer) => received.push(data));
  });
  server.on('tlsClientError', () => undefined);
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    await withTcpServer(
      () => undefined,
      async ({ address }) => {
        expect(await post(`https://${address}`)).toMatchObject({ kind: 'no connection' });
      },
      server,
    );
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
  expect(received).toEqual([]);
});

test('an answer that ends its connection is read whole', () =>
  withProvider(answer(201, { connection: 'close', 'retry-after': '3' }, '{"sid":"CA1"}'), async ({ url, requests }) => {
    expect(await post(url)).toEqual({ kind: 'answered', status: 201, retryAfterMs: 3_000, body: { sid: 'CA1' } });
    expect(requests).toHaveLength(1);
  }));

test('a redirect is not followed', () =>
  withProvider(answer(302, { connection: 'close', location: '/elsewhere' }), async ({ url, requests }) => {
    expect(await post(url)).toMatchObject({ kind: 'answered', status: 302, body: undefined });
    expect(requests).toHaveLength(1);
  }));

test('an answer without end is cut off, and its status stands', () =>
  // JSON, if all of it were read.
  withProvider(answer(200, { connection: 'close' }, '{}'.padEnd(200_000)), async ({ url }) => {
    expect(await post(url)).toMatchObject({ kind: 'answered', status: 200, body: undefined });
  }));

test('a connection that closes before the answer is a lost answer, and nothing is sent again', () =>
  withProvider(
    (socket) => socket.destroy(),
    async ({ url, requests }) => {
      expect(await post(url)).toMatchObject({ kind: 'lost' });
      expect(requests).toHaveLength(1);
    },
  ));

test('what does not speak HTTP is a lost answer', () =>
  withProvider('who are you?\r\n\r\n', async ({ url }) => {
    expect(await post(url)).toMatchObject({ kind: 'lost' });
  }));

test('requests go below the base address, whether or not it ends with a slash', () =>
  withProvider(answer(200, { connection: 'close' }, '{}'), async ({ host, requests }) => {
    await post(`http://${host}/v23.0`);
    await post(`http://${host}/v23.0/`);
    await post(`http://${host}`);
    const paths = requests.map((head) => head.split(' ')[1]);
    expect(paths).toEqual(['/v23.0/send', '/v23.0/send', '/send']);
  }));
