import { isIP } from 'node:net';
import { DownloadFailed } from '../fetch-failure.js';
import { isLoopbackAddress } from './address-kinds.js';

/** `host` or `host:port` as configured; null stands for the port of the scheme. */
interface Host {
  readonly name: string;
  readonly port: string | null;
}

/** Decides by the URL alone whether it may be asked for. */
export interface ProviderHosts {
  /**
   * @param base what a relative address is relative to
   * @throws DownloadFailed `not_allowed`
   */
  check(address: string, base?: URL): URL;
}

/** @throws Error that names the item, where it is no host */
export function providerHosts(allowedHosts: readonly string[], { allowLoopback = false } = {}): ProviderHosts {
  const hosts = allowedHosts.map(parseHost);
  const schemes = allowLoopback ? ['https:', 'http:'] : ['https:'];
  return {
    check(address, base) {
      const url = URL.canParse(address, base?.href) ? new URL(address, base) : null;
      if (!url || !schemes.includes(url.protocol)) throw new DownloadFailed('not_allowed');
      // A name and a password in an address would be sent, and would stand in whatever shows it.
      if (url.username || url.password) throw new DownloadFailed('not_allowed');
      const literal = literalIn(url);
      // Checked here as well as on connecting, where a literal is never looked up.
      if (literal && !(allowLoopback && isLoopbackAddress(literal))) throw new DownloadFailed('not_allowed');
      if (!hosts.some((host) => isAt(url, host))) throw new DownloadFailed('not_allowed');
      return url;
    },
  };
}

/** Whether a URL is at exactly this host. @throws Error that names the host, where it is none */
export function isAtHost(host: string): (url: URL) => boolean {
  const parsed = parseHost(host);
  return (url) => isAt(url, parsed);
}

/** The address in a URL that names one in place of a host; URL has written octal, hexadecimal and short forms out. */
function literalIn(url: URL): string | null {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) ? bare : null;
}

function isAt(url: URL, host: Host): boolean {
  const usual = defaultPort(url.protocol);
  return url.hostname === host.name && (url.port || usual) === (host.port ?? usual);
}

function defaultPort(protocol: string): string {
  return protocol === 'https:' ? '443' : '80';
}

function parseHost(text: string): Host {
  const port = /:(\d{1,5})$/.exec(text)?.[1] ?? null;
  const url = URL.canParse(`https://${text}`) ? new URL(`https://${text}`) : null;
  const isHostOnly = url && /^[^\s/?#@\\]*[^\s/?#@\\:]$/.test(text);
  if (!isHostOnly) throw new Error(`"${text}" is not a host or host:port`);
  return { name: url.hostname, port: port && String(Number(port)) };
}
