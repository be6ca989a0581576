import { applyDecorators, UnsupportedMediaTypeException } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Problem } from '../../http/problem.js';
import { problemOf } from '../../http/problem-of.js';
import {
  bodyIncomplete,
  bodyTooLarge,
  databaseBusy,
  databaseUnavailable,
  internalError,
  invalidRequest,
  malformedJson,
  readTooSlow,
  tokenKeysUnavailable,
} from '../../http/problems.js';
import { credentialInvalid } from '../auth/credential-problems.js';
import { tooManyReads, tooManyRequests } from '../limits/limit-problems.js';
import { forbidden, uriTooLong } from '../problems.js';
import { csrfRefused } from '../session/session-problems.js';
import { Problems } from './answer-docs.js';
import { schemaRef } from './schema-ref.js';

// What several routes document in the same words.

type Part = MethodDecorator;

/** What the document says of a route. */
export const RouteDocs = (summary: string, description: string, ...parts: Part[]): Part =>
  applyDecorators(ApiOperation({ summary, description }), ...parts);

/** The same of a route with a caller. */
export const CallerDocs = (summary: string, description: string, ...parts: Part[]): Part =>
  RouteDocs(summary, description, ...parts, CallerProblems());

/** The same of a route that changes something, where a session's cookie will do. */
export const ChangeDocs = (summary: string, description: string, ...parts: Part[]): Part =>
  RouteDocs(summary, description, ...parts, CallerProblems(), CsrfProblems());

/** A fault of ours, and fields that the route does not know: every route has these. */
export const CommonProblems = () =>
  applyDecorators(
    ApiHeader({
      name: 'x-request-id',
      required: false,
      description: 'Yours, if you send one: it comes back and is in our logs',
    }),
    InvalidRequest('colour', 'unknown field'),
    Problems('Path and query are too long', uriTooLong(12_288)),
    Problems('A fault of ours; it is in our logs under the request id', internalError()),
  );

/** What every route with a caller can answer. */
export const CallerProblems = () =>
  applyDecorators(
    CommonProblems(),
    RateLimitProblems(),
    Problems('No valid token', credentialInvalid('the token has expired')),
    Problems('The role may not do this', forbidden('viewer', 'start')),
    Problems('The credential cannot be checked now; see Retry-After', tokenKeysUnavailable(2), databaseUnavailable()),
  );

/** @param problems what this route says of its own, beside the requests per minute */
export const RateLimitProblems = (...problems: readonly Problem[]) =>
  Problems('Too many; see Retry-After', tooManyRequests('requests', 2_000), ...problems);

/** Of a list or a search: it has seconds, and its business has a share. */
export const LimitedRead = () =>
  applyDecorators(RateLimitProblems(tooManyReads(5)), DatabaseProblems(readTooSlow(5_000)));

/** Of a route that changes something, where a session's cookie will do. */
export const CsrfProblems = () =>
  Problems('Not allowed, or not known to come from a page of ours', csrfRefused('token'));

/** @param problem of the resource that there is none of this id */
export const NotFound = (problem: Problem) => Problems('Unknown, or of another business', problem);

export const InvalidRequest = (field: string, message: string) =>
  Problems('Bad input, with the faulty fields', invalidRequest([{ field, message }]));

/** Of a route that carries nothing: it may come with an empty object. */
export const NoBody = () =>
  applyDecorators(
    ApiBody({ required: false, schema: schemaRef('Nothing') as never, examples: { nothing: { value: {} } } }),
    UnreadableBody(),
  );

/** What a route that reads a JSON body answers to one that cannot be read. */
export const UnreadableBody = () =>
  applyDecorators(
    Problems('Bad input, with the faulty fields', malformedJson('not valid JSON at byte 17'), bodyIncomplete()),
    Problems('Too much in one request', bodyTooLarge('The body may have up to 16384 bytes.')),
    Problems(
      'Not JSON, or packed (`Content-Encoding`), or not in UTF-8',
      problemOf(new UnsupportedMediaTypeException()),
    ),
  );

/** @param others further problems of this status, for example that of a route that is audited */
export const DatabaseProblems = (...others: readonly Problem[]) =>
  Problems(
    'Something is away; see Retry-After',
    databaseUnavailable(),
    databaseBusy('It did not answer in time. Please try again.'),
    ...others,
  );
