/** A name of this machine that only it can reach, with or without a port, as a browser writes it. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Where browsers find this installation: `PUBLIC_ORIGIN`. Without it, browsers are served on this machine alone, where
 * the port is not known in advance (another one is taken where it is busy, and containers publish it under theirs).
 *
 * Origins are compared as text with the one that is right, and never taken apart: what a browser sends is always in one
 * form, and a parser that is more lenient than the browser is where look-alikes get in.
 */
export class Site {
  constructor(private readonly publicOrigin: string | undefined) {}

  /** Whether pages come over TLS. Decides on cookies and on HSTS. */
  get isSecure(): boolean {
    return this.publicOrigin?.startsWith('https:') === true;
  }

  /** Our origin, as a request to this `Host` must have it; undefined where browsers have no business here. */
  originFor(host: string | undefined): string | undefined {
    if (this.publicOrigin !== undefined) return this.publicOrigin;
    // A name that somebody else's DNS points to this machine is in `Host` as well: it is none of these.
    return host !== undefined && LOOPBACK.test(host) ? `http://${host}` : undefined;
  }
}
