import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.js';
import type { Permission } from '../../access/permissions.js';
import { contextOf } from '../request-context.js';

export const PERMISSION_METADATA = 'bulkgate:permission';
export const PUBLIC_METADATA = 'bulkgate:public';

/** The route needs this permission. A route that says neither this nor `@Public` is refused to everybody. */
export const Needs = (permission: Permission) => SetMetadata(PERMISSION_METADATA, permission);

/** The route needs no credential: health, always; the documentation, where the configuration says so. */
export const Public = (when: 'always' | 'where docs are public' = 'always') => SetMetadata(PUBLIC_METADATA, when);

/** Who asks, as the guard has found out. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = contextOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Error('a public route asked for its caller');
  return caller;
});
