import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { forbidden } from '../problems.js';
import { contextOf } from '../request-context.js';
import { PERMISSION_METADATA, PUBLIC_METADATA } from './auth.decorators.js';
import type { Authentication } from './authentication.js';
import { mayDo, type Permission } from '../../access/permissions.js';

/** Authenticates every request and checks its role, before anything of the body is read. */
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authentication: Authentication,
    private readonly docsPublic: boolean,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = metadata<string>(PUBLIC_METADATA, context);
    if (isPublic === 'always' || (isPublic !== undefined && this.docsPublic)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.authentication.authenticate(request);
    // Before the role is looked at: a refusal is written down with the name of whoever was refused.
    contextOf(request).caller = caller;
    const permission = metadata<Permission>(PERMISSION_METADATA, context) ?? (isPublic ? 'read' : undefined);
    if (permission === undefined || !mayDo(caller.role, permission)) {
      throw forbidden(caller.role, permission ?? 'none');
    }
    return true;
  }
}

function metadata<T>(key: string, context: ExecutionContext): T | undefined {
  return (Reflect.getMetadata(key, context.getHandler()) ?? Reflect.getMetadata(key, context.getClass())) as
    T | undefined;
}
