import type { IncomingMessage } from 'node:http';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { MAX_FIELD_ERRORS } from '../http/parse-input.js';
import type { FieldError } from '../http/problem.js';
import { invalidRequest } from '../http/problems.js';

/**
 * Refuses what a route has no reader for: fields of the query of a route without one, and a body that nobody reads. A
 * route that has a reader refuses unknown fields itself. After the guards, so that nobody learns anything without a
 * credential.
 */
export class UnknownInputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reads = readersOf(context);
    const errors: FieldError[] = [];
    if (!reads.has(RouteParamtypes.QUERY)) {
      const fields = Object.keys(request.query as object);
      errors.push(...fields.map((field) => ({ field, message: 'unknown field' })));
    }
    if (!reads.has(RouteParamtypes.BODY) && hasBody(request.raw)) {
      errors.push({ field: 'body', message: 'this route takes none' });
    }
    if (errors.length > 0) throw invalidRequest(errors.slice(0, MAX_FIELD_ERRORS));
    return next.handle();
  }
}

const readersByHandler = new WeakMap<object, ReadonlySet<number>>();

/** Kinds of arguments that the handler's decorators take from the request; looked up once for each handler. */
function readersOf(context: ExecutionContext): ReadonlySet<number> {
  const handler = context.getHandler();
  const known = readersByHandler.get(handler);
  if (known) return known;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {}) as object;
  const readers = new Set(Object.keys(args).map((key) => Number(key.split(':')[0])));
  readersByHandler.set(handler, readers);
  return readers;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
