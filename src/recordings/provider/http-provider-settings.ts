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
  readonly maxRedirects: number;
  /** Authorities (PEM) to trust in place of the ones that Node knows: a private one. */
  readonly trustedAuthorities?: string | undefined;
  /** `dns.lookup` unless given. */
  readonly lookup?: LookupAll;
}

export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** @throws Error that names the setting */
export function checkNumbers(settings: HttpProviderSettings): void {
  const { connectTimeoutMs, idleTimeoutMs, totalTimeoutMs, maxBytes, maxRedirects } = settings;
  const least = { connectTimeoutMs, idleTimeoutMs, totalTimeoutMs, maxBytes, maxRedirects: maxRedirects + 1 };
  for (const [name, value] of Object.entries(least)) {
    // 0 turns a limit of undici off, and a longer time than timers hold ends at once.
    const most = name.endsWith('Ms') ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`${name} is out of range`);
  }
}
