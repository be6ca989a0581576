import { Get, Query } from '@nestjs/common';
import { fieldNames } from '../audit/audited-action.js';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { ListLeadsDocs } from './leads.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { ReadLimit } from '../limits/read-limit.js';
import { leadFilterOf, type LeadListQuery, leadListQuery, type LeadPage, leadPage } from './lead-listing.js';

@ApiController('Leads', 'leads')
export class LeadsController {
  constructor(private readonly reads: ReadLimit) {}

  @ListLeadsDocs
  @Rules({ needs: 'read', audited: 'leads.list' })
  @Get()
  async list(@Asked() asked: ApiRequest, @Query(new QueryOf(leadListQuery)) query: LeadListQuery): Promise<LeadPage> {
    asked.act.describe({ selection: fieldNames('filter', { ...leadFilterOf(query), ids: query.ids }) });
    const page = await this.reads.answerTogether(asked, JSON.stringify(['leads', query]), (business) =>
      leadPage(business, query),
    );
    asked.act.describe({ count: page.items.length });
    return page;
  }
}
