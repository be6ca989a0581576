import type { FastifyInstance } from 'fastify';
import { pathOf } from './path-of.js';
import { Problem } from './problem.js';
import type { ProblemSender } from './problem-sender.js';

/**
 * A path that exists, asked with a method that it does not have, is 405 with `Allow` (RFC 9110, 15.5.6) and no 404. Only
 * what the router has found nothing for is looked at, so no route can be reached or hidden by this.
 */
export function answerMethodNotAllowed(fastify: FastifyInstance, problems: ProblemSender): void {
  const methodsByPath = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByPath.set(url, methods);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const path = pathOf(request);
    const found = [...methodsByPath].find(([pattern]) => isPathOf(pattern, path));
    if (!found) return;
    problems.send(methodNotAllowed([...found[1]].sort().join(', ')), request, reply);
    return reply;
  });
}

function isPathOf(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, i) => (part.startsWith(':') ? given[i] : part === given[i]))
  );
}

function methodNotAllowed(allow: string): Problem {
  const detail = `This path can be asked with ${allow}.`;
  return new Problem(405, 'method_not_allowed', 'Method Not Allowed', detail, {
    headers: { allow },
  });
}
