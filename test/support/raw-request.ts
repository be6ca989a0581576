import { request as httpRequest } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  /** Sent as it is: dots, slashes and escapes are not tidied up, as `fetch` would. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Asks with exactly this path, method and body, which `fetch` would refuse or change. @param url without a slash at its end */
export function rawRequest(url: string, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: { ...headers, ...length }, agent: false } as const;
    const request = httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const given = Object.entries(response.headers).map(
          ([name, value]) => [name, String(value)] as [string, string],
        );
        resolve({ status: response.statusCode!, headers: new Headers(given), text });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
