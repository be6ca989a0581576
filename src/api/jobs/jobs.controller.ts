import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Act } from '../audit/act.js';
import { ActOfRequest } from '../audit/act.decorator.js';
import { Audited, fieldNames } from '../audit/audited.decorator.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Caller } from '../../access/caller.js';
import { CredentialWatch } from '../auth/credential-watch.js';
import * as docs from './jobs.docs.js';
import { JsonBody, NOTHING, QueryOf } from '../../http/input.pipes.js';
import { claimantOf } from '../limits/caller-key.js';
import { whenClosed } from '../limits/client-gone.js';
import type { Page } from '../paging.js';
import { contextOf } from '../request-context.js';
import { resumed } from '../resumed.js';
import { StreamLimit } from '../limits/stream-limit.js';
import { CountsAsStart } from '../limits/limited.decorators.js';
import { ReadLimit } from '../limits/read-limit.js';
import { CancelJob } from '../../jobs/cancel-job.js';
import { ControlJob } from '../../jobs/control-job.js';
import { speedSchema } from './job-request.js';
import { JobEvents } from './job-events.js';
import { JobQueries, jobListQuery } from './job-queries.js';
import { resultListQuery, resultPage, type TargetResult } from './job-results.js';
import type { JobView } from './job-view.js';
import { StartJob } from './start-job.js';

/** No proxy may hold events back, and a connection whose stream has ended must not hold up a shutdown. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'close',
};

@ApiTags('Jobs')
@ApiBearerAuth()
@Controller('api/v1/jobs')
export class JobsController {
  constructor(
    private readonly starter: StartJob,
    private readonly queries: JobQueries,
    private readonly events: JobEvents,
    private readonly controls: ControlJob,
    private readonly canceller: CancelJob,
    private readonly credentials: CredentialWatch,
    private readonly streams: StreamLimit,
    private readonly reads: ReadLimit,
  ) {}

  @docs.StartJobDocs()
  @Needs('start')
  @Audited('operation.start')
  @CountsAsStart()
  @HttpCode(202)
  @Post()
  async start(
    @CalledBy() caller: Caller,
    @ActOfRequest() act: Act,
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Headers('idempotency-key') header: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const stream = body instanceof IncomingMessage ? body : undefined;
    const key = { header, known: contextOf(request).knownKey };
    const { job, kind } = await this.starter.start(caller, stream, key, act);
    void reply.headers({
      location: `/api/v1/jobs/${job.id}`,
      ...(kind === 'replayed' ? { 'idempotent-replayed': 'true' } : {}),
    });
    return kind === 'replayed' ? this.queries.view(job) : this.queries.viewAccepted(job);
  }

  @docs.ListJobsDocs()
  @Needs('read')
  @Get()
  list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(jobListQuery)) query: z.infer<typeof jobListQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<JobView>> {
    return this.reads.answer(caller, reply, (business) => this.queries.list(business, query));
  }

  @docs.GetJobDocs()
  @Needs('read')
  @Get(':id')
  get(@CalledBy() caller: Caller, @Param('id') id: string): Promise<JobView> {
    return this.queries.get(caller.businessId, id);
  }

  @docs.JobEventsDocs()
  @Needs('read')
  @Get(':id/events')
  async listen(
    @CalledBy() caller: Caller,
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable | undefined> {
    const gone = new AbortController();
    const leave = this.streams.take(claimantOf(caller));
    whenClosed(reply, () => {
      leave();
      gone.abort();
    });
    if (await this.events.isOver(caller.businessId, id, lastEventId)) {
      void reply.status(204);
      return undefined;
    }
    const over = AbortSignal.any([gone.signal, this.credentials.until(request, reply)]);
    const events = this.events.listen(caller.businessId, id, over);
    const first = await events.next(); // a 404 must be found before the headers are sent
    void reply.headers(STREAM_HEADERS);
    if (request.method === 'HEAD') gone.abort();
    return Readable.from(first.done ? [] : resumed(first.value, events), { objectMode: false });
  }

  @docs.ListResultsDocs()
  @Needs('results')
  @Audited('results.list')
  @Get(':id/results')
  async listResults(
    @CalledBy() caller: Caller,
    @Param('id') id: string,
    @Query(new QueryOf(resultListQuery)) query: z.infer<typeof resultListQuery>,
    @ActOfRequest() act: Act,
  ): Promise<Page<TargetResult>> {
    const job = await this.queries.find(caller.businessId, id);
    act.describe({ operationType: job.operationType, selection: query.outcome });
    const page = await resultPage(this.queries.businessOf(caller), job.id, query);
    act.describe({ count: page.items.length });
    return page;
  }

  @docs.PauseDocs()
  @Needs('control')
  @Audited('operation.pause')
  @HttpCode(200)
  @Post(':id/pause')
  async pause(
    @CalledBy() caller: Caller,
    @Param('id') id: string,
    @Body(NOTHING) _: unknown,
    @ActOfRequest() act: Act,
  ): Promise<JobView> {
    return this.queries.view(await this.controls.pause(caller.businessId, id, act));
  }

  @docs.ResumeDocs()
  @Needs('control')
  @Audited('operation.resume')
  @HttpCode(200)
  @Post(':id/resume')
  async resume(
    @CalledBy() caller: Caller,
    @Param('id') id: string,
    @Body(NOTHING) _: unknown,
    @ActOfRequest() act: Act,
  ): Promise<JobView> {
    return this.queries.view(await this.controls.resume(caller.businessId, id, act));
  }

  @docs.CancelDocs()
  @Needs('control')
  @Audited('operation.cancel')
  @HttpCode(202)
  @Post(':id/cancel')
  async cancel(
    @CalledBy() caller: Caller,
    @Param('id') id: string,
    @Body(NOTHING) _: unknown,
    @ActOfRequest() act: Act,
  ): Promise<JobView> {
    return this.queries.view(await this.canceller.cancel(caller.businessId, id, act));
  }

  @docs.ChangeSpeedDocs()
  @Needs('control')
  @Audited('operation.change_speed')
  @Patch(':id')
  async changeSpeed(
    @CalledBy() caller: Caller,
    @Param('id') id: string,
    @Body(new JsonBody(speedSchema)) speed: z.infer<typeof speedSchema>,
    @ActOfRequest() act: Act,
  ): Promise<JobView> {
    act.describe({ selection: fieldNames('speed', speed) });
    return this.queries.view(await this.controls.changeSpeed(caller.businessId, id, speed, act));
  }
}
