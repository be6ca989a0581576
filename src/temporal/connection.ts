import { Client, Connection } from '@temporalio/client';
import type { TemporalSettings } from '../config/temporal.js';
import { clientDataConverter } from './codec/data-converter.js';

type TemporalAddress = Pick<TemporalSettings, 'address' | 'namespace' | 'tls' | 'apiKey'> &
  Partial<Pick<TemporalSettings, 'codecKeys'>>;

/** TLS part of the SDK's connection options: server CA alone, or mTLS with a client certificate. */
export function tlsOptions(tls: TemporalAddress['tls']) {
  if (typeof tls === 'boolean') return tls;
  return {
    ...(tls.ca ? { serverRootCACertificate: tls.ca } : {}),
    ...(tls.cert && tls.key ? { clientCertPair: { crt: tls.cert, key: tls.key } } : {}),
  };
}

/** A client that connects with its first call, so that a process comes up while Temporal is away. */
export function createTemporalClient(temporal: TemporalAddress): { client: Client; connection: Connection } {
  const connection = Connection.lazy({
    address: temporal.address,
    tls: tlsOptions(temporal.tls),
    ...(temporal.apiKey ? { apiKey: temporal.apiKey } : {}),
  });
  const dataConverter = clientDataConverter(temporal.codecKeys ?? []);
  return { client: new Client({ connection, namespace: temporal.namespace, dataConverter }), connection };
}
