import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../request-context.js';
import type { Act } from './act.js';

/** The act that an audited route is. */
export const ActOfRequest = createParamDecorator((_: unknown, context: ExecutionContext): Act => {
  const { act } = contextOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!act) throw new Error('a route that is not audited asked for its act');
  return act;
});
