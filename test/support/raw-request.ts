import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/**
 * One request with exactly these header lines, as bytes: clients refuse to send much of what an attacker would.
 *
 * @param url without a path
 */
export function rawRequest(
  url: string,
  request: { readonly line: string; readonly headers: readonly string[]; readonly body?: string },
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const { line, headers, body = '' } = request;
  const length = body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...length, ...headers].join('\r\n');
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(`${head}\r\n\r\n${body}`));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const [start = '', ...rest] = text.split('\r\n\r\n');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1]), headers: start, body: rest.join('\r\n\r\n') });
    });
  });
}
