import { Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { fieldNames } from '../audit/audited-action.js';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { ListLeadsDocs } from './leads.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import type { LeadRow } from '../../db/repositories/lead-reads.js';
import { ReadLimit } from '../limits/read-limit.js';
import type { Page } from '../paging.js';
import { leadListQuery, leadPage } from './lead-listing.js';

@ApiController('Leads', 'leads')
export class LeadsController {
  constructor(private readonly reads: ReadLimit) {}

  @ListLeadsDocs
  @Rules({ needs: 'read', audited: 'leads.list' })
  @Get()
  async list(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(leadListQuery)) query: z.infer<typeof leadListQuery>,
  ): Promise<Page<LeadRow>> {
    asked.act.describe({ selection: fieldNames('filter', { ...query, limit: undefined, cursor: undefined }) });
    const page = await this.reads.answer(asked, (business) => leadPage(business, query));
    asked.act.describe({ count: page.items.length });
    return page;
  }
}
