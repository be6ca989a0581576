import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../request-context.js';
import { Act } from './act.js';
import { isDryRun } from '../jobs/start-query.js';
import { rulesOf } from '../route-rules.js';

/** What a path calls `:id` is the client's text: it is written down only where it looks like an id of ours. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Notes which act a request is, and on what. The first of the guards, so that it is known of what another one refuses. */
export class ActGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { audited, dryRun } = rulesOf(context);
    if (audited === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id?: string } }>>();
    const requestContext = contextOf(request);
    const act = new Act(dryRun && isDryRun(request) ? dryRun : audited, request, requestContext);
    requestContext.act = act;
    const { id } = request.params;
    if (id !== undefined && UUID.test(id)) act.describe({ target: id });
    return true;
  }
}
