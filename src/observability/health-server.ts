import { createServer } from 'node:http';
import type { CheckHealth } from './health.js';
import { pathOf } from '../http/path-of.js';
import { listenOn, type SmallServer } from './small-server.js';

export interface HealthServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly check: CheckHealth;
  /** False once the process is shutting down: it is not ready then, whatever its parts say. */
  readonly isAccepting?: () => boolean;
}

/** Health of a process without an API: `/health/live` says that it runs, `/health/ready` that all it needs is there. */
export async function startHealthServer(options: HealthServerOptions): Promise<SmallServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
    };
    const path = pathOf(request);
    if (path === '/health/live') return answer(200, { alive: true });
    if (path !== '/health/ready') return answer(404, { error: 'GET /health/live or /health/ready' });
    void options.check().then((health) => {
      const ready = health.ready && (options.isAccepting?.() ?? true);
      answer(ready ? 200 : 503, { ...health, ready });
    });
  });
  return listenOn(server, options.host, options.port);
}
