import { expect, test } from '@jest/globals';
import { ProblemSender } from '../../src/http/problem-sender.js';
import { createHttpAdapter } from '../../src/api/http-server.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';

/** The address that a request is taken to come from. */
async function addressOf(trustedProxies: readonly string[], remoteAddress: string, forwardedFor?: string) {
  const logger = createLogger({ level: 'silent', service: 'test' });
  const fastify = createHttpAdapter(logger, createMetrics(), {
    ...{
      trustedProxies,
      headers: {},
      maxConnections: 10,
      failures: { answered: () => undefined },
      problems: new ProblemSender(logger),
    },
  }).getInstance();
  fastify.get('/address', (request) => Promise.resolve(request.ip));
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  try {
    return (await fastify.inject({ url: '/address', remoteAddress, headers })).body;
  } finally {
    await fastify.close();
  }
}

test.each([
  ['nobody is trusted', [], '10.0.0.1', '198.51.100.9', '10.0.0.1'],
  ['somebody else is trusted', ['10.0.0.2'], '10.0.0.1', '198.51.100.9', '10.0.0.1'],
  ['the proxy is trusted', ['10.0.0.0/8'], '10.0.0.1', '198.51.100.9', '198.51.100.9'],
  [
    'the proxy is trusted, and the client has made something up',
    ['10.0.0.0/8'],
    '10.0.0.1',
    '1.1.1.1, 198.51.100.9',
    '198.51.100.9',
  ],
  ['two proxies are trusted', ['10.0.0.0/8'], '10.0.0.1', '198.51.100.9, 10.0.0.2', '198.51.100.9'],
  ['the proxy is trusted and says nothing', ['10.0.0.0/8'], '10.0.0.1', undefined, '10.0.0.1'],
  ['a proxy with an IPv6 address is trusted', ['fd00::/8'], 'fd00::1', '2001:db8::7', '2001:db8::7'],
])('where %s, the address is the one that can be believed', async (_, trusted, remote, forwarded, expected) => {
  expect(await addressOf(trusted, remote, forwarded)).toBe(expected);
});
