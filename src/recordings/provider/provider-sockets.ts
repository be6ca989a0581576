import { lookup as systemLookup } from 'node:dns';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';
import { DownloadFailed } from '../fetch-failure.js';
import { failureWithCause } from './failure-of.js';
import type { HttpProviderSettings } from './http-provider-settings.js';
import { isReachable, publicLookup } from './public-lookup.js';

/** The sockets of one download. */
export interface ProviderSockets {
  readonly connect: buildConnector.connector;
  /** Also those that are still connecting, which undici leaves to their time-out. Resolves when all are closed. */
  destroyAll(): Promise<void>;
}

/**
 * Opens sockets to public addresses only, and keeps a list of them. undici's own connector hands a socket out only once it
 * has connected: a download that is given up before would leave its socket open.
 *
 * @param onEnd called when the provider has ended a connection, before undici hears of it
 */
export function providerSockets(settings: HttpProviderSettings, onEnd: () => void): ProviderSockets {
  const { allowLoopback = false, connectTimeoutMs } = settings;
  const lookup = publicLookup(settings.lookup ?? systemLookup, allowLoopback);
  const open = new Map<Socket, Promise<unknown>>();
  return {
    connect({ hostname, protocol, port }, callback) {
      // A literal is not looked up, so the look-up would not stop it.
      if (isIP(hostname) && !isReachable(hostname, allowLoopback)) {
        return callback(new DownloadFailed('not_allowed'), null);
      }
      const isSecure = protocol === 'https:';
      const target = { host: hostname, port: Number(port || (isSecure ? 443 : 80)), lookup, autoSelectFamily: true };
      const socket = isSecure ? connectTls({ ...target, ...tlsOptions(hostname) }) : connectTcp(target);
      socket.setNoDelay(true).on('end', onEnd);
      open.set(
        socket,
        new Promise((closed) => socket.once('close', closed)).finally(() => open.delete(socket)),
      );
      const timer = setTimeout(() => socket.destroy(new DownloadFailed('unreachable')), connectTimeoutMs);
      let isSettled = false;
      const settle = (error: Error | null): void => {
        clearTimeout(timer);
        if (isSettled) return;
        isSettled = true;
        if (error) callback(failureWithCause('unreachable', error), null);
        else callback(null, socket);
      };
      socket
        .once(isSecure ? 'secureConnect' : 'connect', () => settle(null))
        .on('error', settle)
        .once('close', () => settle(new Error('closed')));
    },
    async destroyAll() {
      for (const socket of open.keys()) socket.destroy();
      await Promise.all(open.values());
    },
  };
}

function tlsOptions(hostname: string) {
  return {
    ...(isIP(hostname) ? {} : { servername: hostname }),
    // Set here, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not turn it off for audio and a password.
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  };
}
