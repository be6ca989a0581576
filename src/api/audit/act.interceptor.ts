import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { apiProblemOf } from '../api-problem.js';
import { ActRecorder } from './act-recorder.js';

/**
 * Writes the entry of what a handler, or a pipe before it, has led to. What a guard refuses never gets here: that is the
 * filter's. Waits for the handler by itself, so that a client who goes away takes no entry with him.
 */
export class ActInterceptor implements NestInterceptor {
  constructor(private readonly recorder: ActRecorder) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    let value: unknown;
    try {
      value = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      throw await this.recorder.ended(request, apiProblemOf(error));
    }
    await this.recorder.done(request);
    return of(value);
  }
}
