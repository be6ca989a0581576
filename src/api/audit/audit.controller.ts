import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../../access/caller.js';
import { CredentialWatch } from '../auth/credential-watch.js';
import { ListAuditDocs } from './audit.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { claimantOf } from '../limits/caller-key.js';
import { whenClosed } from '../limits/client-gone.js';
import { ReadLimit } from '../limits/read-limit.js';
import { StreamLimit } from '../limits/stream-limit.js';
import type { AuditRow } from '../../db/repositories/audit-reads.js';
import type { Page } from '../paging.js';
import { resumed } from '../resumed.js';
import type { Act } from './act.js';
import { ActOfRequest } from './act.decorator.js';
import { auditCsv, auditListQuery, auditPage, type AuditQuery } from './audit-listing.js';
import { Audited, fieldNames } from './audited.decorator.js';

const CSV_HEADERS = {
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': 'attachment; filename="audit.csv"',
};

@ApiTags('Audit')
@ApiBearerAuth()
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly credentials: CredentialWatch,
    private readonly reads: ReadLimit,
    private readonly streams: StreamLimit,
  ) {}

  @ListAuditDocs()
  @Needs('audit')
  @Audited('audit.read')
  @Get()
  async list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(auditListQuery)) query: AuditQuery,
    @Headers('accept') accept: string | undefined,
    @ActOfRequest() act: Act,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<AuditRow> | Readable> {
    const { action, operationType, subject, target, result, from, to } = query;
    const filter = { action, operationType, subject, target, result, from, to };
    act.describe({ selection: fieldNames('filter', filter) });
    void reply.headers({ 'cache-control': 'no-store', vary: 'Accept' });
    if ((query.format ?? formatOf(accept)) === 'json') {
      const page = await this.reads.answer(caller, reply, (business) => auditPage(business, query));
      act.describe({ count: page.items.length });
      return page;
    }
    // Page by page, each of them a short walk: what is limited is how many files are on their way.
    whenClosed(reply, this.streams.take(claimantOf(caller)));
    const pieces = auditCsv(this.reads.businessOf(caller, reply), query);
    const first = await pieces.next(); // a database that is away must be found before the headers are sent
    void reply.headers(CSV_HEADERS);
    this.credentials.cut(request, reply);
    const isForHead = request.method === 'HEAD';
    return Readable.from(first.done || isForHead ? [] : resumed(first.value, pieces), { objectMode: false });
  }
}

function formatOf(accept = ''): 'json' | 'csv' {
  return /^\s*text\/csv\s*(?:[,;]|$)/i.test(accept) ? 'csv' : 'json';
}
