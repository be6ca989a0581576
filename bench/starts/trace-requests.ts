import { subscribe } from 'node:diagnostics_channel';
import { WorkflowClient } from '@temporalio/client';
import { Redis } from 'ioredis';
import pg from 'pg';
import { TokenVerifier } from '../../src/access/token-verifier.js';
import { type Step, TRACE_QUESTION, type TracedRequest } from './traced-request.js';

/**
 * Loaded before the API (`--import`): notes what each request waits for, and tells its parent when it is asked. One request
 * at a time: what happens between its begin and its end is taken for its own.
 */

const MAX_NAME = 60;
const requests: TracedRequest[] = [];
let begunAtMs = 0;
let steps: Step[] = [];

subscribe('http.server.request.start', () => {
  begunAtMs = performance.now();
  steps = [];
});
subscribe('http.server.response.finish', () => {
  requests.push({ steps, totalMs: performance.now() - begunAtMs });
});

note(TokenVerifier.prototype, 'verify', 'API', () => 'verify the token');
note(pg.Client.prototype, 'query', 'PostgreSQL', ([query]) => {
  const { name, text } = typeof query === 'string' ? { name: undefined, text: query } : (query as pg.QueryConfig);
  return (name ?? text).replace(/\s+/g, ' ').trim().slice(0, MAX_NAME);
});
note(Redis.prototype, 'sendCommand', 'Redis', ([command]) => {
  const { name, args } = command as { name: string; args: unknown[] };
  return name.startsWith('eval') ? `${name} ${String(args[2]).split(':').slice(0, 2).join(':')}` : name;
});
note(WorkflowClient.prototype, 'start', 'Temporal', () => 'start the workflow');

process.on('message', (message) => {
  if (message === TRACE_QUESTION) process.send!(requests.splice(0));
});
// The parent's channel must not keep the program alive when it is told to stop.
process.channel?.unref();

type Method = (...args: unknown[]) => unknown;

function note<Name extends string>(
  prototype: object,
  method: Name,
  part: Step['part'],
  describe: (args: readonly unknown[]) => string,
): void {
  const methods = prototype as Record<Name, Method>;
  const original = methods[method];
  methods[method] = function (this: unknown, ...args: unknown[]): unknown {
    const own = steps;
    const beganAtMs = begunAtMs;
    const fromMs = performance.now() - beganAtMs;
    const result: unknown = original.apply(this, args);
    const end = (): void =>
      void own.push({ part, what: describe(args), fromMs, untilMs: performance.now() - beganAtMs });
    if (result instanceof Promise) result.then(end, end);
    return result;
  };
}
