import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
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
  @Get()
  list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(leadListQuery)) query: z.infer<typeof leadListQuery>,
  ): Promise<LeadPage> {
    return this.leads.list(caller.businessId, query);
  }
}
