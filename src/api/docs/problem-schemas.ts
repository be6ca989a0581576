import type { ProblemDoc } from './answer-docs.js';
import { FORGERY_SIGNS } from '../browser-safety/forgery-check.js';
import { JOB_STATUSES } from '../../operations/status.js';
import { schemaRef } from './schemas.js';

/** Members beside those of every problem, by name. One that is not here is described by what it is in the example. */
const EXTENSIONS: Readonly<Record<string, object>> = {
  holder: {
    type: 'object',
    description: 'Who holds the gate',
    properties: {
      jobId: { type: ['string', 'null'], format: 'uuid', description: 'Null for a lock that is none of ours' },
      status: { enum: [...JOB_STATUSES, null] },
      startedAt: { type: ['string', 'null'], format: 'date-time' },
      processed: { type: ['integer', 'null'], minimum: 0 },
      total: { type: ['integer', 'null'], minimum: 0 },
      ttlSeconds: { type: ['integer', 'null'], minimum: 0, description: 'Seconds left; null for no expiry' },
    },
    required: ['jobId', 'status', 'startedAt', 'processed', 'total', 'ttlSeconds'],
    additionalProperties: false,
  },
  jobId: { type: 'string', format: 'uuid' },
  jobStatus: { type: 'string', enum: JOB_STATUSES },
  maxIds: { type: 'integer', minimum: 1 },
  check: { type: 'string', enum: Object.keys(FORGERY_SIGNS), description: 'What spoke against it' },
  ready: { type: 'boolean', const: false },
  checks: { $ref: `${schemaRef('Health').$ref}/properties/checks` },
};

const OF_EVERY_PROBLEM = ['code', 'title', 'detail', 'errors'];

/** What a body with one of these problems is: no other code, and no member that is not written down. */
export function problemSchemaOf(status: number, problems: readonly ProblemDoc[]): object {
  const isPlain = (problem: ProblemDoc): boolean => extensionsOf(problem).length === 0;
  const plain = problems.filter(isPlain).map(({ code }) => code);
  const variants = [
    ...(plain.length > 0 ? [variant(status, plain, {})] : []),
    ...problems
      .filter((problem) => !isPlain(problem))
      .map((problem) => variant(status, [problem.code], describe(problem))),
  ];
  return variants.length === 1 ? variants[0]! : { oneOf: variants };
}

function variant(status: number, codes: readonly string[], extensions: Record<string, object>): object {
  return {
    type: 'object',
    allOf: [schemaRef('Problem')],
    properties: { status: { const: status }, code: { type: 'string', enum: codes }, ...extensions },
    required: ['status', 'code', ...Object.keys(extensions)],
    unevaluatedProperties: false,
  };
}

function extensionsOf(problem: ProblemDoc): string[] {
  return Object.keys(problem).filter((name) => !OF_EVERY_PROBLEM.includes(name));
}

function describe(problem: ProblemDoc): Record<string, object> {
  return Object.fromEntries(extensionsOf(problem).map((name) => [name, EXTENSIONS[name] ?? asIn(problem[name])]));
}

function asIn(example: unknown): object {
  return { type: typeof example };
}
