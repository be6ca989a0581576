import type { Readable } from 'node:stream';
import { Get, Headers, Query } from '@nestjs/common';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { CredentialWatch } from '../auth/credential-watch.js';
import { ListAuditDocs } from './audit.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { claimantOf } from '../limits/caller-key.js';
import { whenClosed } from '../limits/client-gone.js';
import { ReadLimit } from '../limits/read-limit.js';
import { StreamLimit } from '../limits/stream-limit.js';
import type { AuditRow } from '../../db/repositories/audit-reads.js';
import type { Page } from '../paging.js';
import { streamOf } from '../stream-of.js';
import { auditCsv, auditListQuery, auditPage, type AuditQuery } from './audit-listing.js';
import { fieldNames } from './audited-action.js';

const CSV_HEADERS = {
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': 'attachment; filename="audit.csv"',
};

@ApiController('Audit', 'audit')
export class AuditController {
  constructor(
    private readonly credentials: CredentialWatch,
    private readonly reads: ReadLimit,
    private readonly streams: StreamLimit,
  ) {}

  @ListAuditDocs
  @Rules({ needs: 'audit', audited: 'audit.read' })
  @Get()
  async list(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(auditListQuery)) query: AuditQuery,
    @Headers('accept') accept: string | undefined,
  ): Promise<Page<AuditRow> | Readable> {
    const { caller, reply, act } = asked;
    const { action, operationType, subject, target, result, from, to } = query;
    const filter = { action, operationType, subject, target, result, from, to };
    act.describe({ selection: fieldNames('filter', filter) });
    void reply.headers({ 'cache-control': 'no-store', vary: 'Accept' });
    if ((query.format ?? formatOf(accept)) === 'json') {
      const page = await this.reads.answer(asked, (business) => auditPage(business, query));
      act.describe({ count: page.items.length });
      return page;
    }
    // Page by page, each of them a short walk: what is limited is how many files are on their way.
    whenClosed(reply, this.streams.take(claimantOf(caller)));
    const csv = await streamOf(auditCsv(this.reads.businessOf(asked), query), asked);
    void reply.headers(CSV_HEADERS);
    this.credentials.cut(asked);
    return csv;
  }
}

function formatOf(accept = ''): 'json' | 'csv' {
  return /^\s*text\/csv\s*(?:[,;]|$)/i.test(accept) ? 'csv' : 'json';
}
