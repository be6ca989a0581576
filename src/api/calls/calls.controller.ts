import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { actOf } from '../audit/act.js';
import { ActRecorder } from '../audit/act-recorder.js';
import { Audited, describeAct } from '../audit/audited.decorator.js';
import { CalledBy, Needs } from '../auth/auth.decorators.js';
import type { Release } from '../../operations/concurrency-limit.js';
import type { Caller } from '../../access/caller.js';
import { CredentialWatch } from '../auth/credential-watch.js';
import { ListCallsDocs, PlayRecordingDocs } from './calls.docs.js';
import { QueryOf } from '../../http/input.pipes.js';
import { claimantOf } from '../limits/caller-key.js';
import { Unlimited } from '../limits/limited.decorators.js';
import { PlayLimit } from '../limits/play-limit.js';
import { UnknownCallRate } from '../limits/unknown-call-rate.js';
import { ReadLimit } from '../limits/read-limit.js';
import { CallListing, callListQuery, type CallPage } from './call-listing.js';
import { PlayMetrics } from './play-metrics.js';
import { type Playback, PlayRecording } from './play-recording.js';
import { RecentPlays } from './recent-plays.js';
import { audioHead, notModifiedHeaders, type Preparing, preparing } from './recording-answer.js';
import { notFetched, notMatched, rangeNotSatisfiable } from './recording-problems.js';

@ApiTags('Calls')
@ApiBearerAuth()
@Controller('api/v1/calls')
export class CallsController {
  constructor(
    private readonly calls: CallListing,
    private readonly reads: ReadLimit,
    private readonly player: PlayRecording,
    private readonly recentPlays: RecentPlays,
    private readonly recorder: ActRecorder,
    private readonly metrics: PlayMetrics,
    private readonly plays: PlayLimit,
    private readonly unknownCalls: UnknownCallRate,
    private readonly credentials: CredentialWatch,
  ) {}

  @ListCallsDocs()
  @Needs('read')
  @Audited('calls.list')
  @Get()
  async list(
    @CalledBy() caller: Caller,
    @Query(new QueryOf(callListQuery)) query: z.infer<typeof callListQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallPage> {
    const page = await this.reads.answer(caller, reply, (patience) =>
      this.calls.list(caller.businessId, query, patience),
    );
    describeAct(request, { count: page.items.length });
    return page;
  }

  @PlayRecordingDocs()
  @Needs('read')
  @Audited('recording.play')
  @Unlimited('for callers')
  @Get(':call_sid/recording')
  async play(
    @CalledBy() caller: Caller,
    @Param('call_sid') callSid: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Preparing | StreamableFile | undefined> {
    const { headers } = request;
    const isHead = request.method === 'HEAD';
    const playback = await this.player.play(
      { businessId: caller.businessId, callSid },
      {
        isHead,
        range: headers.range,
        ifRange: headers['if-range'] as string | undefined,
        ifMatch: headers['if-match'],
        ifNoneMatch: headers['if-none-match'],
        takePlace: () => this.#takePlace(request, caller),
        countUnknown: () => this.unknownCalls.count(caller),
      },
    );
    this.metrics.count(playback);
    if (playback.outcome === 'audio') {
      await this.#noteHearing(request, caller, callSid, playback);
      const { status, headers } = audioHead(callSid, playback);
      void reply.status(status).headers(headers);
      if (playback.stream) this.credentials.cut(request, reply);
      // An empty stream, and not nothing, keeps the headers as they are. Nest would read a bare stream by itself, chunk by
      // chunk through two iterators, at ten times the cost.
      return new StreamableFile(playback.stream ?? Readable.from([]));
    }
    // Nothing was heard: no entry in the audit log.
    actOf(request)?.withdraw();
    if (playback.outcome === 'failed') throw notFetched(playback.failure, playback.retryAfterSeconds);
    if (playback.outcome === 'not_matched') throw notMatched(playback.etag);
    if (playback.outcome === 'unsatisfiable') throw rangeNotSatisfiable(playback.bytes);
    if (playback.outcome === 'not_modified') {
      void reply.status(304).headers(notModifiedHeaders(playback.etag));
      if (!isHead) return undefined;
      // Here Fastify would make nothing a `Content-Length: 0`, and an empty stream an `application/octet-stream`.
      void reply.header('content-type', playback.file.contentType);
      return new StreamableFile(Readable.from([]));
    }
    const { body, retryAfterSeconds } = preparing(playback);
    void reply.status(202).header('retry-after', String(retryAfterSeconds));
    return body;
  }

  #takePlace(request: FastifyRequest, caller: Caller): Release {
    try {
      return this.plays.take(claimantOf(caller));
    } catch (error) {
      actOf(request)?.withdraw(); // nothing was heard
      throw error;
    }
  }

  /** Before the first byte goes out it is written down who hears it; once for all the parts that a player asks for. */
  async #noteHearing(
    request: FastifyRequest,
    caller: Caller,
    callSid: string,
    { stream }: Playback & { outcome: 'audio' },
  ): Promise<void> {
    if (stream === null) return actOf(request)?.withdraw();
    try {
      const isWritten = await this.recentPlays.once(caller, callSid, () => {
        describeAct(request, { target: callSid });
        return this.recorder.done(request);
      });
      if (!isWritten) actOf(request)?.withdraw();
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }
}
