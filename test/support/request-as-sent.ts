import { request as httpRequest } from 'node:http';

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  /** Sent as they are, a list of values as several headers. `Host` is the address asked unless it stands here. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly setCookie: readonly string[];
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Asks with headers that `fetch` would not send, or would send its own of: Origin, Host, Cookie, one twice. */
export function rawRequest(url: string, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(url);
    const length =
      method === 'GET' || method === 'HEAD' ? {} : { 'content-length': String(Buffer.byteLength(body ?? '')) };
    const flat = Object.entries({ host, ...length, ...headers }).flatMap(([name, values]) =>
      (typeof values === 'string' ? [values] : values).flatMap((value) => [name, value]),
    );
    const request = httpRequest({ hostname, port, method, path, headers: flat, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => {
        const isJson = (response.headers['content-type'] ?? '').includes('json') && text !== '';
        resolve({
          ...{ status: response.statusCode!, headers: response.headers, text },
          ...{
            setCookie: response.headers['set-cookie'] ?? [],
            body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
          },
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
