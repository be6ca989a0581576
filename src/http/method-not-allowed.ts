import type { FastifyInstance } from 'fastify';
import { pathOf } from './path-of.js';
import { Problem } from './problem.js';
import type { ProblemSender } from './problem-sender.js';

/**
 * A path that exists, asked with a method that it does not have, is 405 with `Allow` (RFC 9110, 15.5.6) and no 404. What the
 * router has found a route for goes there, unless the path is a route's own, word for word: `PATCH /jobs/events` is no change
 * of a job whose id is `events`.
 */
export function answerMethodNotAllowed(fastify: FastifyInstance, problems: ProblemSender): void {
  const methodsByPath = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByPath.set(url, methods);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request);
    const sameWords = methodsByPath.get(path);
    if (sameWords ? sameWords.has(request.method) : !request.is404) return;
    const methods = sameWords ?? [...methodsByPath].find(([pattern]) => isPathOf(pattern, path))?.[1];
    if (!methods) return;
    problems.send(methodNotAllowed([...methods].sort().join(', ')), request, reply);
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
