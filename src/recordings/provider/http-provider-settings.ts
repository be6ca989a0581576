import type { LookupAddress, LookupAllOptions } from 'node:dns';

export interface HttpProviderSettings {
  /** HTTP basic authentication, for one of `allowedHosts` and for no other. */
  readonly credentials?: { readonly host: string; readonly user: string; readonly password: string } | undefined;
  /** `host` or `host:port`; without a port, the one of the scheme. Nothing else is ever contacted. */
  readonly allowedHosts: readonly string[];
  /** For tests and the local stack: allowed hosts may be loopback addresses, and may speak http. */
  readonly allowLoopback?: boolean;
  /** Name look-up, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** From the request to the whole head of its answer, and between two pieces of the body. Kept to about a second. */
  readonly idleTimeoutMs: number;
  /** The whole download, with every redirect. */
  readonly totalTimeoutMs: number;
  /** Of the file, and of what is sent for it where that is compressed. */
  readonly maxBytes: number;
  /** For tests: `dns.lookup` unless given. */
  readonly lookup?: LookupAll;
}

export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;
