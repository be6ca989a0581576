import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiProblemOf } from './api-problem.js';
import type { ActRecorder } from './audit/act-recorder.js';
import type { ProblemSender } from '../http/problem-sender.js';

/** The one way in which an error leaves the API. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly recorder: Pick<ActRecorder, 'ended'>,
    private readonly problems: ProblemSender,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    // What a guard has refused is recorded here; what came from further in has been by now.
    const problem = await this.recorder.ended(request, apiProblemOf(error));
    this.problems.send(problem, request, http.getResponse<FastifyReply>());
  }
}
