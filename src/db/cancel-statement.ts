import { setTimeout as delay } from 'node:timers/promises';
import pg, { type PoolClient } from 'pg';

/** A server that has not taken a request to cancel by then is silent. */
const ANSWER_WITHIN_MS = 2_000;
/** A request that reaches the server between two statements cancels nothing, so it is repeated. */
const ASK_AGAIN_MS = 250;

/** What the driver knows of a connection, and does not declare. */
interface Session {
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
  readonly processID: number;
  readonly secretKey: number;
  readonly connection: { readonly stream: { destroy(): void } };
}

/** The driver's protocol connection, as far as it is not declared. */
interface CancelConnection extends pg.Connection {
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

/**
 * Does the work on the connection, and cancels its statement when nobody wants the result any more. Once this is over, no
 * request to cancel is on its way that could meet the connection's next user: PostgreSQL closes the connection of such a
 * request after it has signalled, and ignores a signal that reaches an idle session. Where that is not certain the
 * connection is destroyed.
 *
 * The protocol's own CancelRequest, and not `pg_cancel_backend`: it needs no connection of the pool, which may be in full
 * use just then, and no right over the login, which may be a superuser's. The driver's `client.cancel` does not know the
 * pipeline mode.
 *
 * @throws `gone.reason` where the statement was cancelled
 */
export async function cancelWhenGone<T>(connection: PoolClient, gone: AbortSignal, work: () => Promise<T>): Promise<T> {
  gone.throwIfAborted();
  let cancelling: { readonly done: AbortController; readonly ended: Promise<void> } | undefined;
  const cancel = (): void => {
    const done = new AbortController();
    cancelling = { done, ended: cancelUntil(done.signal, connection as unknown as Session) };
  };
  gone.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } catch (error) {
    throw gone.aborted ? gone.reason : error;
  } finally {
    gone.removeEventListener('abort', cancel);
    cancelling?.done.abort();
    await cancelling?.ended;
  }
}

async function cancelUntil(done: AbortSignal, session: Session): Promise<void> {
  try {
    while (!done.aborted) {
      await requestCancel(session);
      await delay(ASK_AGAIN_MS, undefined, { signal: done }).catch(() => undefined);
    }
  } catch {
    session.connection.stream.destroy();
  }
}

/** Resolves once the server has done with the request. */
function requestCancel({ host, port, ssl, processID, secretKey }: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new pg.Connection({ ssl } as pg.ConnectionConfig) as CancelConnection;
    const timer = setTimeout(() => {
      reject(new Error('PostgreSQL does not take a request to cancel'));
      request.stream.destroy();
    }, ANSWER_WITHIN_MS);
    const send = (): void => request.cancel(processID, secretKey);
    request.once('connect', () => (ssl ? request.requestSsl() : send()));
    request.once('sslconnect', send);
    request.once('error', reject);
    request.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    request.connect(port, host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : host);
  });
}
