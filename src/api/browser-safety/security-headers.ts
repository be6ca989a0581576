import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** Of answers that are no page: whatever a browser takes one for, nothing in it runs, loads or is sent anywhere. */
const NOTHING_POLICY = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

const ONE_YEAR_SECONDS = 31_536_000;

/**
 * The headers of every answer, as helmet makes them. They are the same each time, so they are made once, and put where no
 * answer can do without them (`SafeResponse`): a plugin's hook does not see what Fastify or Node refuse by themselves.
 *
 * @param isSecure whether pages come over TLS: HSTS makes a browser insist on it, for a year
 */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING_POLICY },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Only for this host: it cannot speak for what else lives under the domain.
    strictTransportSecurity: isSecure && { maxAge: ONE_YEAR_SECONDS, includeSubDomains: false },
  })(request, response, () => undefined);
  for (const [name, value] of Object.entries(response.getHeaders())) headers[name] = String(value);
  // Answers are about one business; nothing on the way may keep one. A file that may be kept says so itself.
  return { ...headers, 'cache-control': 'no-store' };
}

/** The class of the server's responses: one that is born with these headers. What a route sets itself replaces them. */
export function responseWith(headers: Readonly<Record<string, string>>): typeof ServerResponse {
  const entries = Object.entries(headers);
  return class SafeResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    constructor(request: Request) {
      super(request);
      // Fastify and Node listen to the end of a streamed answer ten times, which is where Node begins to warn of a leak, past
      // the logger. The limits and the watch over credentials listen as well.
      this.setMaxListeners(20);
      for (const [name, value] of entries) this.setHeader(name, value);
    }
  };
}
