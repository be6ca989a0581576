import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { forbidden } from '../problems.js';
import { contextOf } from '../request-context.js';
import { rulesOf } from '../route-rules.js';
import type { Authentication } from './authentication.js';
import { mayDo } from '../../access/permissions.js';

/** Authenticates every request and checks its role, before anything of the body is read. */
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authentication: Authentication,
    private readonly docsPublic: boolean,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { isPublic, needs = isPublic && 'read', unattended } = rulesOf(context);
    if (isPublic === 'always' || (isPublic !== undefined && this.docsPublic)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.authentication.authenticate(request, { isUse: !unattended && !isUnattended(request) });
    // Before the role is looked at: a refusal is written down with the name of whoever was refused.
    contextOf(request).caller = caller;
    if (needs === undefined || !mayDo(caller.role, needs)) throw forbidden(caller.role, needs ?? 'none');
    return true;
  }
}

/** A page says that nobody has asked for what it reads: it does so by itself. */
function isUnattended({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && headers['x-unattended'] === 'true';
}
