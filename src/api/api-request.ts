import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import type { Act } from './audit/act.js';
import { contextOf } from './request-context.js';

/** A request as the guards let it through, and its reply. */
export class ApiRequest {
  constructor(
    readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {}

  /** Who asks. @throws Error on a public route */
  get caller(): Caller {
    return known(contextOf(this.request).caller, 'a public route asked for its caller');
  }

  /** The act that the request is. @throws Error on a route that is not audited */
  get act(): Act {
    return known(contextOf(this.request).act, 'a route that is not audited asked for its act');
  }

  get isHead(): boolean {
    return this.request.method === 'HEAD';
  }
}

/** The one argument of a handler for all that is known of its request, but for the input that the document describes. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): ApiRequest => {
  const http = context.switchToHttp();
  return new ApiRequest(http.getRequest(), http.getResponse());
});

function known<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
