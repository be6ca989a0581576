import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Where the SDK's own messages go. */
type SdkLogger = Record<'trace' | 'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

/**
 * Installs the SDK's runtime: our logger, our signal handling, and its Prometheus exporter on a free loopback port.
 * Must be called before the first worker of the process, once.
 *
 * @returns where the SDK's metrics can be read
 */
export async function installRuntime(logger: SdkLogger): Promise<string> {
  const port = await freePort();
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('TRACE', ({ level, message, meta }) =>
      logger[level.toLowerCase() as keyof SdkLogger](
        { sdk: true, ...withoutCoreText(meta) },
        withoutErrorText(message, meta),
      ),
    ),
    telemetryOptions: {
      // Without `forward` the core prints lines of its own, which are no JSON, past the logger and its redaction.
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      metrics: { prometheus: { bindAddress: `127.0.0.1:${port}` } },
    },
  });
  return `http://127.0.0.1:${port}/metrics`;
}

/** Errors of the SDK's core are texts, which quote what the server sent: of those the status of the call is told. */
function withoutCoreText({ error, ...meta }: { error?: unknown } = {}): object {
  if (typeof error !== 'string') return error === undefined ? meta : { error, ...meta };
  return { ...meta, grpcStatus: /\bcode: '?([A-Za-z ]{1,80})/.exec(error)?.[1] ?? null };
}

/** Where the SDK logs an error it repeats the error's message in its own: the logger writes what may be told of it. */
function withoutErrorText(message: string, meta: object = {}): string {
  const hasError = Object.values(meta).some((value) => value instanceof Error);
  return hasError ? message.split(': ')[0]! : message;
}

/** The exporter cannot be told to take any port and say which, so one is found first. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
