import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Audited, describeAct, fieldNames } from '../audit/audited.decorator.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ListLeadsDocs } from '../docs/resource-docs.js';
import { QueryOf } from '../json/input.pipes.js';
import { LeadListing, leadListQuery, type LeadPage } from './lead-listing.js';

@ApiTags('Leads')
@ApiBearerAuth()
@Controller('api/v1/leads')
export class LeadsController {
  constructor(private readonly leads: LeadListing) {}

  @ListLeadsDocs()
  @Needs('read')
  @Audited('leads.list')
  @Get()
  async list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(leadListQuery)) query: z.infer<typeof leadListQuery>,
    @Req() request: FastifyRequest,
  ): Promise<LeadPage> {
    describeAct(request, { selection: fieldNames('filter', { ...query, limit: undefined, cursor: undefined }) });
    const page = await this.leads.list(caller.businessId, query);
    describeAct(request, { count: page.items.length });
    return page;
  }
}
