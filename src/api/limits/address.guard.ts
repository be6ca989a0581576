import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { FailedAuthentications } from './failed-authentications.js';
import { rulesOf } from '../route-rules.js';

/** Keeps out who guesses credentials, before the guess is looked up. Comes before the guard that finds out who asks. */
export class AddressGuard implements CanActivate {
  constructor(private readonly failures: FailedAuthentications) {}

  canActivate(context: ExecutionContext): boolean {
    if (rulesOf(context).unlimited !== 'for everybody') {
      this.failures.count(context.switchToHttp().getRequest<FastifyRequest>());
    }
    return true;
  }
}
