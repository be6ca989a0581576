import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { FORGERY_SIGNS } from '../browser-safety/forgery-check.js';
import { PROBLEM_MEDIA_TYPE, problemType } from '../../http/problem.js';
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
/** Headers that come with every problem of a status. */
const PROBLEM_HEADERS: Readonly<Record<number, Record<string, string>>> = {
  401: { 'WWW-Authenticate': 'The challenge (RFC 6750, 3)' },
  412: { ETag: 'Names the version that is here' },
  416: { 'Content-Range': 'How many bytes there are: `bytes */480044`' },
  429: { 'Retry-After': 'Seconds until another try makes sense' },
  502: { 'Retry-After': 'Seconds until another try makes sense' },
  503: { 'Retry-After': 'Seconds until another try makes sense' },
};

/** Response headers by name, each with what is known of it; the request id is one of them always. */
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

/** One problem that a route can answer with. */
export interface ProblemDoc {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly [extension: string]: unknown;
}

interface DocumentedProblems {
  readonly description: string;
  readonly problems: readonly ProblemDoc[];
}

const DOCUMENTED = Symbol('problems of a route, by status');

/**
 * The problems of one status, each as an example. What is said of a status more than once adds up; the first
 * description stays.
 */
export function Problems(status: number, description: string, ...problems: readonly ProblemDoc[]): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const known = (Reflect.getOwnMetadata(DOCUMENTED, handler) ?? {}) as Record<number, DocumentedProblems>;
    const before = known[status] ?? { description, problems: [] };
    const codes = new Set(before.problems.map(({ code }) => code));
    const all = [...before.problems, ...problems.filter(({ code }) => !codes.has(code))];
    const documented = { description: before.description, problems: all };
    Reflect.defineMetadata(DOCUMENTED, { ...known, [status]: documented }, handler);
    ApiResponse({
      status,
      description: before.description,
      content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchemaOf(status, all), examples: examplesOf(status, all) } },
      headers: headerDocs(PROBLEM_HEADERS[status]),
    })(target, key, descriptor);
  };
}

function examplesOf(status: number, problems: readonly ProblemDoc[]) {
  const about = { instance: '/api/v1/operations', requestId: EXAMPLE_REQUEST_ID };
  return Object.fromEntries(
    problems.map(({ code, title, ...rest }) => [
      code,
      { summary: title, value: { type: problemType(code), title, status, code, ...rest, ...about } },
    ]),
  );
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
        ...{ name, required: required.includes(name), schema: query ? bare(query) : field },
        ...(description ? { description } : {}),
      }),
    ),
  );
}

export const OperationId = () =>
  ApiParam({ name: 'id', description: 'Id of the operation', schema: { type: 'string', format: 'uuid' } });

/** A fault of ours, and fields that the route does not know: every route has these. */
export const KnownOnEveryRoute = () =>
  applyDecorators(
    ApiHeader({
      name: 'x-request-id',
      required: false,
      description: 'Yours, if you send one: it comes back and is in our logs',
    }),
    InvalidRequest('colour', 'unknown field'),
    Problems(414, 'Path and query are too long', {
      code: 'uri_too_long',
      title: 'URI Too Long',
      detail: 'A path with its query may have up to 12288 characters.',
    }),
    Problems(500, 'A fault of ours; it is in our logs under the request id', {
      code: 'internal_error',
      title: 'Something went wrong on our side',
      detail: 'The fault has been logged under this request id.',
    }),
  );

export const KnownToEverybody = () =>
  applyDecorators(
    KnownOnEveryRoute(),
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
    Problems(
      503,
      'The credential cannot be checked now; see Retry-After',
      { code: 'token_keys_unavailable', title: 'Tokens cannot be checked now' },
      { code: 'database_unavailable', title: 'The database is not available' },
    ),
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

export const TOO_MANY_STREAMS: ProblemDoc = {
  code: 'too_many_streams',
  title: 'Too many streams at once',
  maxStreams: 20,
};

/** @param problems what this route says of its own, beside the requests per minute */
export const TooMany = (...problems: readonly ProblemDoc[]) =>
  Problems(429, 'Too many; see Retry-After', ...TOO_MANY_REQUESTS, ...problems);
/** Of a list or a search: it has seconds, and its business has a share. */
export const LimitedRead = () =>
  applyDecorators(
    TooMany({
      code: 'too_many_reads',
      title: 'Too many lists and searches at once',
      detail: 'A business may read 5 lists at once. Please try again when one of them has been answered.',
      maxReads: 5,
    }),
    DatabaseAway({
      code: 'read_too_slow',
      title: 'The read took too long',
      detail: 'It was given up after 5 s. Please ask for less: a longer text, a narrower filter, a shorter period.',
    }),
  );

/** Of a route that changes something, where a session's cookie will do. */
export const Forgeable = () =>
  Problems(403, 'Not allowed, or not known to come from a page of ours', {
    code: 'csrf_refused',
    title: 'This request may come from another site',
    detail: FORGERY_SIGNS.token,
    check: 'token',
  });

export const NotFound = () =>
  Problems(404, 'Unknown, or of another business', {
    code: 'operation_not_found',
    title: 'No such operation',
    detail: 'There is no operation with this id in your business.',
  });

export const InvalidRequest = (field: string, message: string) =>
  Problems(400, 'Bad input, with the faulty fields', {
    code: 'invalid_request',
    title: 'The request is not valid',
    detail: `Please correct: ${field}.`,
    errors: [{ field, message }],
  });

/** Of a route that carries nothing: it may come with an empty object. */
export const NoBody = () =>
  applyDecorators(
    ApiBody({ required: false, schema: schemaRef('Nothing') as never, examples: { nothing: { value: {} } } }),
    UnreadableBody(),
  );

export const AUDIT_UNAVAILABLE: ProblemDoc = {
  code: 'audit_unavailable',
  title: 'The audit log is not available',
  detail: 'What you asked for may have taken effect, but could not be recorded. Please look before you try again.',
};

/** What a route that reads a JSON body answers to one that cannot be read. */
export const UnreadableBody = () =>
  applyDecorators(
    Problems(
      400,
      'Bad input, with the faulty fields',
      {
        code: 'malformed_json',
        title: 'The body is not valid JSON',
        detail: 'not valid JSON at byte 17',
        errors: [{ field: 'body', message: 'not valid JSON at byte 17' }],
      },
      {
        code: 'body_incomplete',
        title: 'The body ended too early',
        errors: [{ field: 'body', message: 'incomplete' }],
      },
    ),
    Problems(413, 'Too much in one request', {
      code: 'body_too_large',
      title: 'The body is too large',
      detail: 'The body may have up to 16384 bytes.',
    }),
    Problems(415, 'Not JSON, or packed (`Content-Encoding`), or not in UTF-8', {
      code: 'unsupported_media_type',
      title: 'Unsupported Media Type',
      detail: 'Send the body as application/json.',
    }),
  );

/** @param others further problems of this status, for example that of a route that is audited */
export const DatabaseAway = (...others: readonly ProblemDoc[]) =>
  Problems(
    503,
    'Something is away; see Retry-After',
    { code: 'database_unavailable', title: 'The database is not available', detail: 'Please try again.' },
    {
      code: 'database_busy',
      title: 'The database is not available',
      detail: 'It did not answer in time. Please try again.',
    },
    ...others,
  );
