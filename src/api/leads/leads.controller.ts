import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Act } from '../audit/act.js';
import { ActOfRequest } from '../audit/act.decorator.js';
import { Audited, fieldNames } from '../audit/audited.decorator.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../../access/caller.js';
import { ListLeadsDocs } from './leads.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { ReadLimit } from '../limits/read-limit.js';
import type { Page } from '../paging.js';
import { leadListQuery, leadPage, type LeadView } from './lead-listing.js';

@ApiTags('Leads')
@ApiBearerAuth()
@Controller('api/v1/leads')
export class LeadsController {
  constructor(private readonly reads: ReadLimit) {}

  @ListLeadsDocs()
  @Needs('read')
  @Audited('leads.list')
  @Get()
  async list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(leadListQuery)) query: z.infer<typeof leadListQuery>,
    @ActOfRequest() act: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<LeadView>> {
    act.describe({ selection: fieldNames('filter', { ...query, limit: undefined, cursor: undefined }) });
    const page = await this.reads.answer(caller, reply, (business) => leadPage(business, query));
    act.describe({ count: page.items.length });
    return page;
  }
}
