import { Controller, Get, Param, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Act } from '../audit/act.js';
import { ActOfRequest } from '../audit/act.decorator.js';
import { Audited } from '../audit/audited.decorator.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../../access/caller.js';
import { ListCallsDocs, PlayRecordingDocs } from './calls.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { Unlimited } from '../limits/limited.decorators.js';
import { ReadLimit } from '../limits/read-limit.js';
import type { Page } from '../paging.js';
import { callListQuery, callPage, type CallView } from './call-listing.js';
import { PlayAnswers } from './play-answers.js';
import type { Preparing } from './recording-answer.js';

@ApiTags('Calls')
@ApiBearerAuth()
@Controller('api/v1/calls')
export class CallsController {
  constructor(
    private readonly reads: ReadLimit,
    private readonly answers: PlayAnswers,
  ) {}

  @ListCallsDocs()
  @Needs('read')
  @Audited('calls.list')
  @Get()
  async list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(callListQuery)) query: z.infer<typeof callListQuery>,
    @ActOfRequest() act: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<CallView>> {
    const page = await this.reads.answer(caller, reply, (business) => callPage(business, query));
    act.describe({ count: page.items.length });
    return page;
  }

  @PlayRecordingDocs()
  @Needs('read')
  @Audited('recording.play')
  @Unlimited('for callers')
  @Get(':call_sid/recording')
  async play(
    @CalledBy() caller: Caller,
    @Param('call_sid') callSid: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Preparing | StreamableFile | undefined> {
    return this.answers.answer(caller, callSid, request, reply);
  }
}
