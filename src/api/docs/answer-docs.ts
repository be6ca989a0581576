import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { PROBLEM_MEDIA_TYPE, problemType } from '../problem.js';
import { jsonSchemaOf, schemaRef, type SchemaName } from './schemas.js';

/** An answer with a body of this schema. */
export function Answer(status: number, schema: SchemaName, description: string, headers: Record<string, string> = {}) {
  return ApiResponse({
    status,
    description,
    content: { 'application/json': { schema: schemaRef(schema) } },
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
    ),
  });
}

/** One problem that a route can answer with. */
export interface ProblemDoc {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly [extension: string]: unknown;
}

/** The problems of one status, each as an example. */
export function Problems(status: number, description: string, ...problems: readonly ProblemDoc[]) {
  const examples = Object.fromEntries(
    problems.map(({ code, title, ...rest }) => [
      code,
      {
        summary: title,
        value: { type: problemType(code), title, status, code, ...rest, instance: '/api/v1/…', requestId: 'b1a5…' },
      },
    ]),
  );
  return ApiResponse({
    status,
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: schemaRef('Problem'), examples } },
  });
}

/** The fields of a query string. */
export function QueryFields(schema: z.ZodType) {
  const { properties = {} } = jsonSchemaOf(schema) as { properties?: Record<string, { description?: string }> };
  return applyDecorators(
    ...Object.entries(properties).map(([name, { description, ...field }]) =>
      ApiQuery({ name, required: false, ...(description ? { description } : {}), schema: field }),
    ),
  );
}

export const OperationId = () =>
  ApiParam({ name: 'id', description: 'Id of the operation', schema: { type: 'string', format: 'uuid' } });

export const KnownToEverybody = () =>
  applyDecorators(
    ApiHeader({
      name: 'x-request-id',
      required: false,
      description: 'Yours, if you send one: it comes back and is in our logs',
    }),
    TooMany(),
    Problems(401, 'No valid token', {
      code: 'unauthenticated',
      title: 'A valid bearer token is needed',
      detail: 'The token has expired.',
    }),
    Problems(403, 'The role may not do this', {
      code: 'forbidden',
      title: 'Your role does not allow this',
      detail: 'The role viewer may not do this: it needs the permission start.',
    }),
  );

/** What every route with a caller can answer. */
const TOO_MANY_REQUESTS = [
  {
    code: 'too_many_requests',
    title: 'Too many requests',
    detail: 'This credential has sent too many requests in a short time. Please try again in 2 s.',
    limit: 'requests',
  },
] as const;

/** @param problems what this route says of its own, beside the requests per minute */
export const TooMany = (...problems: readonly ProblemDoc[]) =>
  Problems(429, 'Too many; see Retry-After', ...TOO_MANY_REQUESTS, ...problems);

export const NotFound = () =>
  Problems(404, 'Unknown, or of another business', { code: 'operation_not_found', title: 'No such operation' });

export const InvalidRequest = (field: string, message: string) =>
  Problems(400, 'Bad input, with the faulty fields', {
    code: 'invalid_request',
    title: 'The request is not valid',
    detail: `Please correct: ${field}.`,
    errors: [{ field, message }],
  });

export const DatabaseAway = () =>
  Problems(503, 'Something is away; see Retry-After', {
    code: 'database_unavailable',
    title: 'The database is not available',
  });
