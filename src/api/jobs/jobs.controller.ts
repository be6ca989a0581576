import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Body, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { fieldNames } from '../audit/audited-action.js';
import { ApiController } from '../api-controller.js';
import { ApiRequest, Asked } from '../api-request.js';
import { Rules } from '../route-rules.js';
import { CredentialWatch } from '../auth/credential-watch.js';
import { acceptedFormat } from '../exports/export-format.js';
import { Exports } from '../exports/exports.js';
import * as docs from './jobs.docs.js';
import { JsonBody, NOTHING, QueryOf } from '../../http/input.pipes.js';
import { claimantOf } from '../limits/caller-key.js';
import { whenClosed } from '../limits/client-gone.js';
import type { Page } from '../paging.js';
import { streamOf } from '../stream-of.js';
import { StreamLimit } from '../limits/stream-limit.js';
import { ReadLimit } from '../limits/read-limit.js';
import type { Accepted } from '../../jobs/accept-outcome.js';
import { CancelJob } from '../../jobs/cancel-job.js';
import { ControlJob } from '../../jobs/control-job.js';
import { requireJob } from '../../jobs/require-job.js';
import { speedSchema } from './start-options.js';
import { JobEvents, type Listener } from './job-events.js';
import { JobQueries, jobListQuery } from './job-queries.js';
import { JobResults, resultListQuery, type ResultQuery, type ResultSummary } from './job-results.js';
import type { JobView } from './job-view.js';
import { DryRun } from './dry-run.js';
import type { DryRunView } from './dry-run-view.js';
import { type FollowUp, type FollowUpRequest, followUpSchema } from './follow-up.js';
import { AskAgain, type AskedAgain } from './ask-again.js';
import { RestoreJob } from './restore-job.js';
import { RetryFailed } from './retry-failed.js';
import { StartJob } from './start-job.js';
import { isDryRun, startQuery } from './start-query.js';
import type { TargetResult } from './target-results.js';
import type { Outcome } from '../../operations/outcome.js';

/** No proxy may hold events back, and a connection whose stream has ended must not hold up a shutdown. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'close',
};

@ApiController('Jobs', 'jobs')
export class JobsController {
  constructor(
    private readonly starter: StartJob,
    private readonly dryRun: DryRun,
    private readonly queries: JobQueries,
    private readonly events: JobEvents,
    private readonly controls: ControlJob,
    private readonly canceller: CancelJob,
    private readonly credentials: CredentialWatch,
    private readonly streams: StreamLimit,
    private readonly reads: ReadLimit,
    private readonly retries: RetryFailed,
    private readonly restores: RestoreJob,
    private readonly results: JobResults,
    private readonly asker: AskAgain,
    private readonly exports: Exports,
  ) {}

  @docs.StartJobDocs
  @Rules({ needs: 'start', audited: 'operation.start', dryRun: 'operation.dry_run', countsAsStart: true })
  @Post()
  async start(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(startQuery)) _: unknown,
    @Body() given: unknown,
  ): Promise<JobView | DryRunView> {
    const body = given instanceof IncomingMessage ? given : undefined;
    if (isDryRun(asked.request)) {
      const wouldBe = await this.dryRun.run(asked, body);
      void asked.reply.status(200);
      return wouldBe;
    }
    return this.#accepted(asked, await this.starter.start(asked, body));
  }

  @docs.RetryFailedDocs
  @Rules({ needs: 'start', audited: 'operation.start', dryRun: 'operation.dry_run', countsAsStart: true })
  @Post(':id/retry-failed')
  async retryFailed(
    @Asked() asked: ApiRequest,
    @Param('id') id: string,
    @Query(new QueryOf(startQuery)) _: unknown,
    @Body(new JsonBody(followUpSchema.optional())) retry: FollowUpRequest | undefined,
  ): Promise<JobView | DryRunView> {
    return this.#follow(this.retries, asked, id, retry);
  }

  @docs.RestoreDocs
  @Rules({ needs: 'start', audited: 'operation.start', dryRun: 'operation.dry_run', countsAsStart: true })
  @Post(':id/restore')
  async restore(
    @Asked() asked: ApiRequest,
    @Param('id') id: string,
    @Query(new QueryOf(startQuery)) _: unknown,
    @Body(new JsonBody(followUpSchema.optional())) restore: FollowUpRequest | undefined,
  ): Promise<JobView | DryRunView> {
    return this.#follow(this.restores, asked, id, restore);
  }

  @docs.ListJobsDocs
  @Rules({ needs: 'read' })
  @Get()
  list(
    @Asked() asked: ApiRequest,
    @Query(new QueryOf(jobListQuery)) query: z.infer<typeof jobListQuery>,
  ): Promise<Page<JobView>> {
    return this.reads.answer(asked, (business) => this.queries.list(business, query));
  }

  @docs.AllJobEventsDocs
  @Rules({ needs: 'read', unattended: true })
  @Get('events')
  listenToAll(@Asked() asked: ApiRequest): Promise<Readable | undefined> {
    const business = this.queries.businessOf(asked.caller);
    return this.#stream(asked, (listener) => this.events.listenToAll(business, listener));
  }

  @docs.GetJobDocs
  @Rules({ needs: 'read' })
  @Get(':id')
  get(@Asked() { caller }: ApiRequest, @Param('id') id: string): Promise<JobView> {
    return this.queries.get(this.queries.businessOf(caller), id);
  }

  @docs.JobEventsDocs
  @Rules({ needs: 'read', unattended: true })
  @Get(':id/events')
  async listen(
    @Asked() asked: ApiRequest,
    @Param('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<Readable | undefined> {
    const business = this.queries.businessOf(asked.caller);
    return this.#stream(asked, async (listener) => {
      const isOver = await this.events.isOver(business, id, lastEventId);
      return isOver ? undefined : this.events.listen(business, id, listener);
    });
  }

  @docs.ListResultsDocs
  @Rules({ needs: 'results', audited: 'results.list' })
  @Get(':id/results')
  async listResults(
    @Asked() asked: ApiRequest,
    @Param('id') id: string,
    @Query(new QueryOf(resultListQuery)) query: ResultQuery,
    @Headers('accept') accept: string | undefined,
  ): Promise<Page<TargetResult> | Readable> {
    const { caller, reply, act } = asked;
    const job = await requireJob(this.queries.businessOf(caller), id);
    act.describe({ operationType: job.operationType, selection: query.outcome });
    void reply.headers({ 'cache-control': 'no-store', vary: 'Accept' });
    const format = query.format ?? acceptedFormat(accept, ['csv', 'jsonl']) ?? 'json';
    if (format === 'json') {
      const page = await this.reads.answer(asked, (business) => this.results.page(business, job, query));
      act.describe({ count: page.items.length });
      return page;
    }
    act.describe({
      selection: `${query.outcome}, as ${format}`,
      ...(query.cursor || !(query.outcome in job) ? {} : { count: job[query.outcome as Outcome] }),
    });
    const name = `${query.outcome}-of-${job.id}`;
    return this.exports.send(
      asked,
      { name, format },
      this.results.file(this.reads.businessOf(asked), job, query, format),
    );
  }

  @docs.ResultSummaryDocs
  @Rules({ needs: 'results', audited: 'results.list' })
  @Get(':id/results/summary')
  async summarize(@Asked() asked: ApiRequest, @Param('id') id: string): Promise<ResultSummary> {
    const { caller, act } = asked;
    const job = await requireJob(this.queries.businessOf(caller), id);
    act.describe({ operationType: job.operationType, selection: 'failed, by reason', count: job.failed });
    return this.reads.answerTogether(asked, `reasons of ${id}`, (business) => this.results.summary(business, job));
  }

  @docs.AskAgainDocs
  @Rules({ needs: 'start', audited: 'results.ask_again' })
  @HttpCode(202)
  @Post(':id/ask-again')
  askAgain(@Asked() asked: ApiRequest, @Param('id') id: string, @Body(NOTHING) _: unknown): Promise<AskedAgain> {
    return this.asker.ask(asked, id);
  }

  @docs.PauseDocs
  @Rules({ needs: 'control', audited: 'operation.pause' })
  @HttpCode(200)
  @Post(':id/pause')
  async pause(
    @Asked() { caller, act }: ApiRequest,
    @Param('id') id: string,
    @Body(NOTHING) _: unknown,
  ): Promise<JobView> {
    return this.queries.view(await this.controls.pause(this.queries.businessOf(caller), id, act));
  }

  @docs.ResumeDocs
  @Rules({ needs: 'control', audited: 'operation.resume' })
  @HttpCode(200)
  @Post(':id/resume')
  async resume(
    @Asked() { caller, act }: ApiRequest,
    @Param('id') id: string,
    @Body(NOTHING) _: unknown,
  ): Promise<JobView> {
    return this.queries.view(await this.controls.resume(this.queries.businessOf(caller), id, act));
  }

  @docs.CancelDocs
  @Rules({ needs: 'control', audited: 'operation.cancel' })
  @HttpCode(202)
  @Post(':id/cancel')
  async cancel(
    @Asked() { caller, act }: ApiRequest,
    @Param('id') id: string,
    @Body(NOTHING) _: unknown,
  ): Promise<JobView> {
    return this.queries.view(await this.canceller.cancel(this.queries.businessOf(caller), id, act));
  }

  @docs.ChangeSpeedDocs
  @Rules({ needs: 'control', audited: 'operation.change_speed' })
  @Patch(':id')
  async changeSpeed(
    @Asked() { caller, act }: ApiRequest,
    @Param('id') id: string,
    @Body(new JsonBody(speedSchema)) speed: z.infer<typeof speedSchema>,
  ): Promise<JobView> {
    act.describe({ selection: fieldNames('speed', speed) });
    return this.queries.view(await this.controls.changeSpeed(this.queries.businessOf(caller), id, speed, act));
  }

  async #follow(
    followUp: FollowUp,
    asked: ApiRequest,
    jobId: string,
    given: FollowUpRequest | undefined,
  ): Promise<JobView | DryRunView> {
    if (isDryRun(asked.request)) {
      const wouldBe = await followUp.look(asked, jobId, given);
      void asked.reply.status(200);
      return wouldBe;
    }
    return this.#accepted(asked, await followUp.start(asked, jobId, given));
  }

  #accepted({ reply }: ApiRequest, { job, kind }: Accepted): JobView | Promise<JobView> {
    void reply.status(202).headers({
      location: `/api/v1/jobs/${job.id}`,
      ...(kind === 'replayed' ? { 'idempotent-replayed': 'true' } : {}),
    });
    return kind === 'replayed' ? this.queries.view(job) : this.queries.viewAccepted(job);
  }

  /** @param begin the text of the stream; undefined where there is nothing more to say, which is 204 */
  async #stream(
    asked: ApiRequest,
    begin: (listener: Listener) => AsyncGenerator<string> | Promise<AsyncGenerator<string> | undefined>,
  ): Promise<Readable | undefined> {
    const { reply, caller } = asked;
    const gone = new AbortController();
    whenClosed(reply, this.streams.take(claimantOf(caller)));
    whenClosed(reply, () => gone.abort());
    const events = await begin({
      gone: AbortSignal.any([gone.signal, this.credentials.until(asked)]),
      isBehind: () => reply.raw.writableLength > 0,
    });
    if (!events) {
      void reply.status(204);
      return undefined;
    }
    const stream = await streamOf(events, asked);
    void reply.headers(STREAM_HEADERS);
    return stream;
  }
}
