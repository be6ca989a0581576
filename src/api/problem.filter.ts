import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observability/logger.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

/** The one way in which an error leaves the API. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(problemOf(error), http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}
