import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import { withDownloads } from '../../support/downloads.js';
import { answer, wav } from '../../support/raw-provider.js';
import { withTcpServer } from '../../support/tcp-server.js';

const NAME = 'provider.example';
let certificate: { readonly key: string; readonly cert: string };

beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: NAME }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] },
    ],
  });
  certificate = { key, cert };
});

const authorities = getCACertificates();
afterEach(() => setDefaultCACertificates(authorities));

/** A provider that speaks TLS as `provider.example`; the names that clients asked it by, and how many requests came. */
async function withTlsProvider<T>(
  test: (port: number, seen: { readonly names: unknown[]; readonly requests: string[] }) => Promise<T>,
): Promise<T> {
  const seen = { names: [] as unknown[], requests: [] as string[] };
  const server = createServer(certificate, (socket) => {
    seen.names.push(socket.servername);
    socket
      .on('error', () => undefined)
      .on('data', (data: Buffer) => {
        seen.requests.push(data.toString('latin1'));
        socket.end(answer(200, { 'content-type': 'audio/wav' }, wav(300_000)));
      });
  });
  server.on('tlsClientError', () => undefined);
  return withTcpServer(
    () => undefined,
    ({ address }) => test(Number(address.split(':')[1]), seen),
    server,
  );
}

const lookup = (
  _: string,
  __: unknown,
  callback: (error: null, found: { address: string; family: number }[]) => void,
) => callback(null, [{ address: '127.0.0.1', family: 4 }]);

test('a recording comes over TLS from a provider whose certificate is trusted', async () => {
  setDefaultCACertificates([certificate.cert]);
  await withTlsProvider((port, { names }) =>
    withDownloads({ allowedHosts: [`${NAME}:${port}`], lookup }, async ({ get }) => {
      expect((await get(`https://${NAME}:${port}/`)).bytes).toBe(300_000);
      expect(names).toEqual([NAME]);
    }),
  );
});

test('a certificate that nobody vouches for is refused before anything is sent', () =>
  withTlsProvider((port, { requests }) =>
    withDownloads(
      {
        allowedHosts: [`${NAME}:${port}`],
        credentials: { host: `${NAME}:${port}`, user: 'me', password: 'secret' },
        lookup,
      },
      async ({ failure }) => {
        expect(await failure(`https://${NAME}:${port}/`)).toMatchObject({
          code: 'unreachable',
          cause: { message: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
        });
        expect(requests).toEqual([]);
      },
    ),
  ));

test('a certificate of another name is refused before anything is sent', async () => {
  setDefaultCACertificates([certificate.cert]);
  await withTlsProvider((port, { requests }) =>
    withDownloads({ allowedHosts: [`other.example:${port}`], lookup }, async ({ failure }) => {
      expect(await failure(`https://other.example:${port}/`)).toMatchObject({
        code: 'unreachable',
        cause: { message: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
      expect(requests).toEqual([]);
    }),
  );
});
