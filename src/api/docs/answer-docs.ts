import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { type Problem, PROBLEM_MEDIA_TYPE, renderProblem } from '../../http/problem.js';
import { exampleOf, EXAMPLE_REQUEST_ID } from './examples.js';
import { problemSchemaOf } from './problem-schemas.js';
import { schemaRef } from './schema-ref.js';
import { bare, jsonSchemaOf, type SchemaName } from './schemas.js';

interface HeaderDoc {
  readonly description: string;
  readonly schema: object;
  readonly required?: boolean;
}

/** What is known of a header wherever it is sent. `required`: it is there each time. */
const HEADERS: Readonly<Record<string, Omit<HeaderDoc, 'description'>>> = {
  'x-request-id': { required: true, schema: { type: 'string', minLength: 1, maxLength: 128 } },
  Location: { required: true, schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': { required: true, schema: { type: 'string', pattern: '^[1-9][0-9]*$' } },
  'WWW-Authenticate': { required: true, schema: { type: 'string' } },
  'Content-Range': { required: true, schema: { type: 'string', pattern: '^bytes ([0-9]+-[0-9]+|[*])/[0-9]+$' } },
  'Set-Cookie': { required: true, schema: { type: 'string' } },
  'Idempotent-Replayed': { schema: { type: 'string', const: 'true' } },
};

const REQUEST_ID = { 'x-request-id': 'Yours if you sent one that can go into a log, else a new one' };
/** Documented for a status where each of its problems has the header. */
const PROBLEM_HEADERS: Readonly<Record<string, string>> = {
  'WWW-Authenticate': 'The challenge (RFC 6750, 3)',
  ETag: 'Names the version that is here',
  'Content-Range': 'How many bytes there are: `bytes */480044`',
  'Retry-After': 'Seconds until another try makes sense',
};

/** Response headers by name, each with what is known of it; the request id is always one of them. */
export function headerDocs(texts: Readonly<Record<string, string>> = {}): Record<string, HeaderDoc> {
  const all = Object.entries({ ...texts, ...REQUEST_ID });
  return Object.fromEntries(
    all.map(([name, description]) => [name, { description, ...(HEADERS[name] ?? { schema: { type: 'string' } }) }]),
  );
}

/** An answer with a body of this schema. */
export function Answer(status: number, schema: SchemaName, description: string, headers: Record<string, string> = {}) {
  return ApiResponse({
    status,
    description,
    content: { 'application/json': { schema: schemaRef(schema), ...exampleOf(schema) } },
    headers: headerDocs(headers),
  });
}

interface DocumentedProblems {
  readonly description: string;
  readonly problems: readonly Problem[];
}

const DOCUMENTED = Symbol('problems of a route, by status');

/**
 * Problems of one status, made by the functions that make them for a client, each as an example. Several of these for one
 * status add up; the first description stays, and of each code the first problem.
 */
export function Problems(description: string, ...problems: readonly [Problem, ...Problem[]]): MethodDecorator {
  const { status } = problems[0].fields;
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const known = (Reflect.getOwnMetadata(DOCUMENTED, handler) ?? {}) as Record<number, DocumentedProblems>;
    const before = known[status] ?? { description, problems: [] };
    const codes = new Set(before.problems.map(({ fields }) => fields.code));
    const all = [...before.problems, ...problems.filter(({ fields }) => !codes.has(fields.code))];
    const documented = { description: before.description, problems: all };
    Reflect.defineMetadata(DOCUMENTED, { ...known, [status]: documented }, handler);
    ApiResponse({
      status,
      description: before.description,
      content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchemaOf(all), examples: examplesOf(all) } },
      headers: headerDocs(headersOf(all)),
    })(target, key, descriptor);
  };
}

const EXAMPLE_REQUEST = { instance: '/api/v1/jobs', requestId: EXAMPLE_REQUEST_ID };

function examplesOf(problems: readonly Problem[]) {
  return Object.fromEntries(
    problems.map((problem) => {
      const { instance, requestId, ...about } = JSON.parse(renderProblem(problem, EXAMPLE_REQUEST).body) as Rendered;
      return [problem.fields.code, { summary: problem.fields.title, value: { ...about, instance, requestId } }];
    }),
  );
}

type Rendered = Record<'instance' | 'requestId', string>;

function headersOf(problems: readonly Problem[]): Record<string, string> {
  const sent = problems.map((problem) => Object.keys(renderProblem(problem, EXAMPLE_REQUEST).headers));
  const all = Object.entries(PROBLEM_HEADERS);
  return Object.fromEntries(all.filter(([name]) => sent.every((names) => names.includes(name.toLowerCase()))));
}

/** The fields of a query string. A field that is no text for its reader has its own schema under `query` of its metadata. */
export function QueryFields(schema: z.ZodType) {
  const { properties = {}, required = [] } = jsonSchemaOf(schema) as {
    properties?: Record<string, { description?: string; query?: object }>;
    required?: readonly string[];
  };
  return applyDecorators(
    ...Object.entries(properties).map(([name, { description, query, ...field }]) =>
      ApiQuery({
        name,
        required: required.includes(name),
        schema: query ? bare(query) : field,
        ...(description ? { description } : {}),
      }),
    ),
  );
}
