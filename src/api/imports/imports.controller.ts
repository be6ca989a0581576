import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Body, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { findImport, type ImportRecord, listImports } from '../../db/repositories/imports.js';
import { QueryOf } from '../../http/input.pipes.js';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { CredentialWatch } from '../auth/credential-watch.js';
import { claimantOf } from '../limits/caller-key.js';
import { whenClosed } from '../limits/client-gone.js';
import { ReadLimit } from '../limits/read-limit.js';
import { StreamLimit } from '../limits/stream-limit.js';
import { type Page, pageOf } from '../paging.js';
import { Rules } from '../route-rules.js';
import { streamOf } from '../stream-of.js';
import {
  failedRowsCsv,
  failedRowsPage,
  failedRowsQuery,
  type FailedRowsQuery,
  type FailedRowView,
} from './failed-rows.js';
import { importNotFound, notCsv } from './import-problems.js';
import { importQuery, type ImportQuery } from './import-query.js';
import { importListQuery, importView, type ImportView } from './import-view.js';
import { FailedRowsDocs, GetImportDocs, ListImportsDocs, UploadImportDocs } from './imports.docs.js';
import { UploadImport } from './upload-import.js';

const CSV_HEADERS = {
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': 'attachment; filename="failed-rows.csv"',
};

const PATH = 'leads/imports';
/** As the server knows the path that takes a file. */
export const IMPORTS_ROUTE = `/api/v1/${PATH}`;

@ApiController('Imports', PATH)
export class ImportsController {
  constructor(
    private readonly uploader: UploadImport,
    private readonly reads: ReadLimit,
    private readonly streams: StreamLimit,
    private readonly credentials: CredentialWatch,
  ) {}

  @UploadImportDocs
  @Rules({ needs: 'imports', audited: 'leads.import', countsAsStart: true })
  @Post()
  async upload(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(importQuery)) query: ImportQuery,
    @Body() given: unknown,
  ): Promise<ImportView> {
    const body = given instanceof IncomingMessage ? given : undefined;
    if (body && !/^\s*text\/csv\s*(;|$)/i.test(body.headers['content-type'] ?? '')) throw notCsv();
    const { record, isNew } = await this.uploader.upload(asked, query, body);
    void asked.reply.status(isNew ? 202 : 200).headers({
      location: `/api/v1/leads/imports/${record.id}`,
      ...(isNew ? {} : { 'idempotent-replayed': 'true' }),
    });
    return importView(record);
  }

  @ListImportsDocs
  @Rules({ needs: 'read' })
  @Get()
  list(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(importListQuery)) { limit, cursor }: z.infer<typeof importListQuery>,
  ): Promise<Page<ImportView>> {
    return this.reads.answer(asked, async (business) => {
      const found = await listImports(business, cursor === undefined ? null : Number(cursor), limit + 1);
      return pageOf(found.map(importView), limit, ({ id }) => id);
    });
  }

  @GetImportDocs
  @Rules({ needs: 'read' })
  @Get(':id')
  async get(@Asked() asked: ApiRequest, @Param('id') id: string): Promise<ImportView> {
    return importView(await this.#require(asked, id));
  }

  @FailedRowsDocs
  @Rules({ needs: 'imports', audited: 'imports.failed_rows' })
  @Get(':id/failed-rows')
  async failedRows(
    @Asked() asked: ApiRequest,
    @Param('id') id: string,
    @Query(new QueryOf(failedRowsQuery)) query: FailedRowsQuery,
  ): Promise<Page<FailedRowView> | Readable> {
    const { caller, reply, act } = asked;
    const record = await this.#require(asked, id);
    act.describe({ target: String(record.id), count: record.failed });
    void reply.header('cache-control', 'no-store');
    if (query.format === 'json') {
      return this.reads.answer(asked, (business) => failedRowsPage(business, record.id, query));
    }
    whenClosed(reply, this.streams.take(claimantOf(caller)));
    const csv = await streamOf(failedRowsCsv(this.reads.businessOf(asked), record), asked);
    void reply.headers(CSV_HEADERS);
    this.credentials.cut(asked);
    return csv;
  }

  /** @throws Problem 404 */
  async #require(asked: ApiRequest, id: string): Promise<ImportRecord> {
    const isId = /^[1-9][0-9]{0,14}$/.test(id);
    const record = isId ? await findImport(this.reads.businessOf(asked), Number(id)) : null;
    if (!record) throw importNotFound();
    return record;
  }
}
