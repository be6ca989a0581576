import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.js';
import { beyondCredential } from '../problems.js';
import { gateOf } from '../../operations/job-gate.js';
import { contextOf } from '../request-context.js';
import { requireJob } from '../../jobs/require-job.js';
import { rulesOf } from '../route-rules.js';
import type { JobQueries } from './job-queries.js';

const ONE_JOB = '/api/v1/jobs/:id';

/** @throws Problem 403 where the caller's credential is limited to other operation types */
export function assertTypeInScope({ operationTypes }: Pick<Caller, 'operationTypes'>, operationType: string): void {
  if (operationTypes === null || operationTypes.includes(operationType)) return;
  throw beyondCredential(`Your key is not for ${operationType}, only for ${operationTypes.join(', ')}.`);
}

/**
 * Holds the controls of a job to the operation types of the credential; a guard, so that the next control route is held to
 * them too. The answer is 403 and not 404: the key may read the job, so there is nothing to hide, and a 404 would make
 * people look for a job that is there. Starts are checked as soon as their type has been read. Runs after `AuthGuard`.
 */
export class OperationScopeGuard implements CanActivate {
  constructor(private readonly queries: Pick<JobQueries, 'businessOf'>) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller } = contextOf(request);
    const isControl = rulesOf(context).needs === 'control' && request.routeOptions.url?.startsWith(ONE_JOB);
    if (!isControl || !caller?.operationTypes) return true;
    const { id } = request.params as { id: string };
    // Whoever may start a type may control what undoes it. A job's type never changes, so that nothing happens between this look and the act.
    const job = await requireJob(this.queries.businessOf(caller), id);
    assertTypeInScope(caller, gateOf(job).operationType);
    return true;
  }
}
