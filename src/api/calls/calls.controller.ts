import { Get, Param, Query, type StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { ListCallsDocs, PlayRecordingDocs } from './calls.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import type { CallRow } from '../../db/repositories/call-reads.js';
import { ReadLimit } from '../limits/read-limit.js';
import type { Page } from '../paging.js';
import { callListQuery, callPage } from './call-listing.js';
import { PlayAnswers } from './play-answers.js';
import type { Preparing } from './recording-answer.js';

@ApiController('Calls', 'calls')
export class CallsController {
  constructor(
    private readonly reads: ReadLimit,
    private readonly answers: PlayAnswers,
  ) {}

  @ListCallsDocs
  @Rules({ needs: 'read', audited: 'calls.list' })
  @Get()
  async list(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(callListQuery)) query: z.infer<typeof callListQuery>,
  ): Promise<Page<CallRow>> {
    const page = await this.reads.answer(asked, (business) => callPage(business, query));
    asked.act.describe({ count: page.items.length });
    return page;
  }

  @PlayRecordingDocs
  @Rules({ needs: 'read', audited: 'recording.play', unlimited: 'for callers' })
  @Get(':call_sid/recording')
  play(
    @Asked() asked: ApiRequest,
    @Param('call_sid') callSid: string,
  ): Promise<Preparing | StreamableFile | undefined> {
    return this.answers.answer(asked, callSid);
  }
}
