import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.js';
import type { Permission } from '../../access/permissions.js';

export const PERMISSION_METADATA = 'bulkgate:permission';
export const PUBLIC_METADATA = 'bulkgate:public';

/** The route needs this permission. A route that says neither this nor `@Public` is refused to everybody. */
export const Needs = (permission: Permission) => SetMetadata(PERMISSION_METADATA, permission);

/** The route needs no credential: health, always; the documentation, where the configuration says so. */
export const Public = (when: 'always' | 'where docs are public' = 'always') => SetMetadata(PUBLIC_METADATA, when);

const callers = new WeakMap<FastifyRequest, Caller>();

export function rememberCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller of a request that has passed the guard. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

/** Who asks, as the guard has found out. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Error('a public route asked for its caller');
  return caller;
});
