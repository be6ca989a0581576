import { expect, test } from '@jest/globals';
import { ProblemSender } from '../../src/http/problem-sender.js';
import { createHttpAdapter } from '../../src/api/http-server.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';

/** The address that a request from 127.0.0.1 is taken to come from. */
async function addressOf(trustedProxies: readonly string[], forwardedFor?: string) {
  const logger = createLogger({ level: 'silent', service: 'test' });
  const fastify = createHttpAdapter(logger, createMetrics(), {
    ...{
      trustedProxies,
      headers: {},
      routeOfBody: {},
      maxConnections: 10,
      failures: { answered: () => undefined },
      problems: new ProblemSender(logger),
    },
  }).getInstance();
  fastify.get('/address', (request) => Promise.resolve(request.ip));
  const headers: Record<string, string> = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  try {
    const url = await fastify.listen({ host: '127.0.0.1', port: 0 });
    return await (await fetch(`${url}/address`, { headers })).text();
  } finally {
    await fastify.close();
  }
}

test.each([
  ['nobody is trusted', [], '198.51.100.9', '127.0.0.1'],
  ['somebody else is trusted', ['127.0.0.2'], '198.51.100.9', '127.0.0.1'],
  ['the proxy is trusted', ['127.0.0.0/8'], '198.51.100.9', '198.51.100.9'],
  [
    'the proxy is trusted, and the client has made something up',
    ['127.0.0.0/8'],
    '1.1.1.1, 198.51.100.9',
    '198.51.100.9',
  ],
  ['two proxies are trusted', ['127.0.0.1', '10.0.0.0/8'], '198.51.100.9, 10.0.0.2', '198.51.100.9'],
  ['the proxy is trusted and says nothing', ['127.0.0.0/8'], undefined, '127.0.0.1'],
  ['a proxy with an IPv6 address is trusted', ['127.0.0.1', 'fd00::/8'], '2001:db8::7, fd00::1', '2001:db8::7'],
])('where %s, the address is the one that can be believed', async (_, trusted, forwarded, expected) => {
  expect(await addressOf(trusted, forwarded)).toBe(expected);
});
