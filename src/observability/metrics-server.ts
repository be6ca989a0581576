import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import { pathOf } from '../http/path-of.js';
import { listenOn, type SmallServer } from './small-server.js';

export interface MetricsServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly registry: Registry;
  /** Where the Temporal SDK's own exporter listens (a loopback address): its text is appended. */
  readonly sdkMetricsUrl?: string | undefined;
}

const SDK_TIMEOUT_MS = 1_000;

/** Serves `GET /metrics` on a port of its own, so that it is reachable for Prometheus and for nobody else. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<SmallServer> {
  const server = createServer((request, response) => {
    if (pathOf(request) !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('GET /metrics\n');
      return;
    }
    void metricsText(options).then(
      (text) => response.writeHead(200, { 'content-type': options.registry.contentType }).end(text),
      () => response.writeHead(500, { 'content-type': 'text/plain' }).end('metrics could not be collected\n'),
    );
  });
  return listenOn(server, options.host, options.port);
}

async function metricsText({ registry, sdkMetricsUrl }: MetricsServerOptions): Promise<string> {
  const [own, sdk] = await Promise.all([registry.metrics(), sdkMetricsUrl ? sdkMetrics(sdkMetricsUrl) : '']);
  return `${own}\n${sdk}`;
}

/** The SDK's metrics, or a comment that they are missing: half a scrape is better than none. */
async function sdkMetrics(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(SDK_TIMEOUT_MS) });
    if (!response.ok) return `# the Temporal SDK's exporter answered ${response.status}\n`;
    return await response.text();
  } catch {
    return "# the Temporal SDK's exporter did not answer\n";
  }
}
