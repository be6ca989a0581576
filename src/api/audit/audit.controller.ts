import type { Readable } from 'node:stream';
import { Get, Headers, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { acceptedFormat } from '../exports/export-format.js';
import { Exports } from '../exports/exports.js';
import { ListAuditDocs, TargetHistoryDocs } from './audit.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { ReadLimit } from '../limits/read-limit.js';
import type { AuditRow } from '../../db/repositories/audit-reads.js';
import type { Page } from '../paging.js';
import { auditCsv, auditListQuery, auditPage, type AuditQuery } from './audit-listing.js';
import { fieldNames } from './audited-action.js';
import { TargetHistory, targetHistoryQuery, type TargetRecord } from './target-history.js';

@ApiController('Audit', 'audit')
export class AuditController {
  constructor(
    private readonly reads: ReadLimit,
    private readonly exports: Exports,
    private readonly history: TargetHistory,
  ) {}

  @ListAuditDocs
  @Rules({ needs: 'audit', audited: 'audit.read' })
  @Get()
  async list(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(auditListQuery)) query: AuditQuery,
    @Headers('accept') accept: string | undefined,
  ): Promise<Page<AuditRow> | Readable> {
    const { reply, act } = asked;
    const { action, operationType, subject, target, result, from, to } = query;
    const filter = { action, operationType, subject, target, result, from, to };
    act.describe({ selection: fieldNames('filter', filter) });
    void reply.headers({ 'cache-control': 'no-store', vary: 'Accept' });
    if ((query.format ?? acceptedFormat(accept, ['csv'])) !== 'csv') {
      const page = await this.reads.answer(asked, (business) => auditPage(business, query));
      act.describe({ count: page.items.length });
      return page;
    }
    return this.exports.send(asked, { name: 'audit', format: 'csv' }, auditCsv(this.reads.businessOf(asked), query));
  }

  @TargetHistoryDocs
  @Rules({ needs: 'audit', audited: 'audit.read' })
  @Get('targets/:table/:id')
  async about(
    @Asked() asked: ApiRequest,
    @Param('table') table: string,
    @Param('id') id: string,
    @Query(new QueryOf(targetHistoryQuery)) query: z.infer<typeof targetHistoryQuery>,
  ): Promise<Page<TargetRecord>> {
    const target = this.history.targetOf(table, id);
    asked.act.describe({ target: `${target.targets.table}/${target.targetId}` });
    void asked.reply.headers({ 'cache-control': 'no-store' });
    const page = await this.reads.answer(asked, (business) => this.history.page(business, target, query));
    asked.act.describe({ count: page.items.length });
    return page;
  }
}
