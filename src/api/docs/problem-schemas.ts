import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../../http/problem.js';
import { FORGERY_SIGNS } from '../browser-safety/forgery-check.js';
import { pascalCase } from './pascal-case.js';
import { schemaRef } from './schema-ref.js';

/** Members beside those of every problem, by name. One that is not here is described by what it is in the example. */
const EXTENSIONS: Readonly<Record<string, object>> = {
  holder: schemaRef('HolderWithTime'),
  count: schemaRef('Count'),
  expectedTotal: { type: 'integer', minimum: 0 },
  total: { type: 'integer', minimum: 0 },
  jobId: { type: 'string', format: 'uuid' },
  jobStatus: schemaRef('JobStatus'),
  maxIds: { type: 'integer', minimum: 1 },
  check: { ...schemaRef('ForgeryCheck'), description: 'What spoke against it' },
  madeKeys: {
    type: 'array',
    description: 'Keys that it has made and that are good, and those that they have made; the first 100',
    maxItems: 100,
    items: schemaRef('MadeKey'),
  },
  ready: { type: 'boolean', const: false },
  checks: schemaRef('HealthChecks'),
};

const schemas: Record<string, object> = {
  ForgeryCheck: { type: 'string', enum: Object.keys(FORGERY_SIGNS) },
  MadeKey: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: 'string' },
      role: schemaRef('Role'),
      createdByKey: { type: 'string', format: 'uuid', description: 'The key that made it' },
      expiresAt: { type: 'string', format: 'date-time' },
    },
    required: ['id', 'name', 'role', 'createdByKey', 'expiresAt'],
    additionalProperties: false,
  },
};

/** The schemas of all problems that routes have documented so far, by their name in the document. */
export function problemComponents(): Record<string, object> {
  return schemas;
}

/**
 * What a body with one of these problems is: no other code, and no member that is not written down. There is one schema for
 * each code, whichever routes answer with it.
 */
export function problemSchemaOf(problems: readonly Problem[]): object {
  const variants = problems.map(({ fields: { status, code, extensions } }) => {
    const name = `${pascalCase(code)}Problem`;
    const made = variant(status, code, describe(extensions));
    if (schemas[name] && !isDeepStrictEqual(schemas[name], made)) {
      throw new Error(`the problem ${code} is documented in two ways: one code has one status and one set of members`);
    }
    schemas[name] = made;
    return schemaRef(name);
  });
  return variants.length === 1 ? variants[0]! : { oneOf: variants };
}

function variant(status: number, code: string, extensions: Record<string, object>): object {
  return {
    type: 'object',
    allOf: [schemaRef('Problem')],
    properties: { status: { const: status }, code: { type: 'string', const: code }, ...extensions },
    required: ['status', 'code', ...Object.keys(extensions)],
    unevaluatedProperties: false,
  };
}

function describe(extensions: Readonly<Record<string, unknown>> = {}): Record<string, object> {
  return Object.fromEntries(
    Object.entries(extensions).map(([name, example]) => [name, EXTENSIONS[name] ?? { type: typeof example }]),
  );
}
