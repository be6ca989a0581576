import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { jobListQuery } from '../operations/job-queries.js';
import { resultListQuery } from '../operations/job-results.js';
import {
  Answer,
  AUDIT_UNAVAILABLE,
  DatabaseAway,
  Forgeable,
  InvalidRequest,
  KnownToEverybody,
  LimitedRead,
  TOO_MANY_STREAMS,
  NoBody,
  NotFound,
  OperationId,
  Problems,
  QueryFields,
  TooMany,
  UnreadableBody,
  headerDocs,
} from './answer-docs.js';
import { EVENT_EXAMPLE } from './examples.js';
import { schemaRef } from './schema-ref.js';

const bodySchema = (name: 'NewOperation' | 'Speed') => schemaRef(name) as never;

const NOTHING_STARTED = 'Nothing was started. Please try again.';

export const StartOperationDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Start a bulk operation',
      description:
        'Accepts one job and answers at once; the work is done by workers. There is one live job of a type in a business: ' +
        'a second start is refused with 409, which says who holds the gate and how far it is.\n\n' +
        'Send an `Idempotency-Key` to be able to repeat the request after a lost answer: the same key and body lead to ' +
        'the same job. A list of ids is read as it comes and may be long; put `type` before `selection`, then a held ' +
        'gate is told before the list has been sent. 503 means that nothing was started, but for `outcome_unknown`, ' +
        'which names the job to look at.',
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: '1 to 255 printable ASCII characters, the first and the last no space; kept 30 days',
      schema: { type: 'string', pattern: '^[!-~]([ -~]{0,253}[!-~])?$' },
    }),
    ApiBody({
      schema: bodySchema('NewOperation'),
      examples: {
        filter: { value: { type: 'delete_leads_bulk', selection: { filter: { status: 'lost', source: 'import' } } } },
        ids: {
          value: {
            type: 'delete_leads_bulk',
            selection: { ids: [17, 18, 19] },
            options: { batchSize: 500, throttleMs: 0 },
          },
        },
        all: { value: { type: 'delete_leads_bulk', selection: { all: true } } },
      },
    }),
    Answer(202, 'Job', 'Accepted', {
      Location: 'The job',
      'Idempotent-Replayed': '`true` where this key had led to the job before',
    }),
    InvalidRequest('selection.filter.colour', 'unknown field'),
    Problems(409, 'The gate is held', {
      code: 'gate_held',
      title: 'This operation is already running',
      detail: 'delete_leads_bulk is held by job 019… (running) in this business. Nothing was started.',
      holder: {
        jobId: '019ab1c2-0000-7000-8000-000000000000',
        status: 'running',
        startedAt: '2026-01-01T12:00:00.000Z',
        processed: 1200,
        total: 5000,
        ttlSeconds: 3594,
      },
    }),
    Problems(413, 'Too much in one request', {
      code: 'too_many_ids',
      title: 'Too many ids in one request',
      maxIds: 1_000_000,
    }),
    UnreadableBody(),
    Problems(422, 'The key stands for another request', {
      code: 'idempotency_key_reused',
      title: 'Idempotency key used for another request',
    }),
    Problems(408, 'The body did not come in time', {
      code: 'request_timeout',
      title: 'The body did not come in time',
    }),
    Problems(
      503,
      'Something is away; see Retry-After',
      { code: 'gate_unavailable', title: 'The gate (Redis) is not available', detail: NOTHING_STARTED },
      { code: 'gate_contended', title: 'The gate is not available', detail: NOTHING_STARTED },
      { code: 'draining', title: 'New starts are not accepted for now', detail: NOTHING_STARTED },
      { code: 'staging_lost', title: 'The list of ids is not available', detail: NOTHING_STARTED },
      { code: 'temporal_unavailable', title: 'Temporal is not available', detail: NOTHING_STARTED },
      {
        code: 'outcome_unknown',
        title: 'It is not known whether the job was accepted',
        jobId: '019ab1c2-0000-7000-8000-000000000000',
      },
      AUDIT_UNAVAILABLE,
    ),
    DatabaseAway(),
    KnownToEverybody(),
    TooMany(
      { code: 'too_many_live_jobs', title: 'Too many jobs at once', maxLiveJobs: 20 },
      { code: 'too_many_uploads', title: 'Too many uploads at once', maxUploads: 3 },
    ),
    Forgeable(),
  );

export const ListOperationsDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'List operations',
      description: 'Newest first. `type` and `status` may be repeated or separated by commas.',
    }),
    QueryFields(jobListQuery),
    Answer(200, 'JobPage', 'One page'),
    InvalidRequest('limit', 'Too big: expected number to be <=500'),
    DatabaseAway(),
    LimitedRead(),
    KnownToEverybody(),
  );

export const GetOperationDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Look at one operation',
      description: 'Its state, counts, rate, and how it stands to its gate.',
    }),
    OperationId(),
    Answer(200, 'Job', 'The job'),
    NotFound(),
    DatabaseAway(),
    KnownToEverybody(),
  );

export const OperationEventsDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Follow one operation',
      description:
        'Server-sent events: `progress` when the job has changed, at most once a second, and `end` with the final ' +
        'status, after which the stream ends. The data of both is the job. Comments keep a silent stream open. A browser ' +
        'that comes back after the end, with its `Last-Event-ID`, gets 204 and stays away.',
    }),
    OperationId(),
    ApiResponse({
      status: 200,
      description: 'The stream',
      // One event: that is what readers of a stream, and OpenAPI 3.2, take the schema of an event stream for.
      content: { 'text/event-stream': { schema: schemaRef('JobEvent'), example: EVENT_EXAMPLE } },
      headers: headerDocs(),
    }),
    ApiHeader({ name: 'last-event-id', required: false, description: '`id` of the last event that you have seen' }),
    ApiResponse({ status: 204, description: 'You have seen the end', headers: headerDocs() }),
    NotFound(),
    DatabaseAway(),
    KnownToEverybody(),
    TooMany(TOO_MANY_STREAMS),
  );

export const ListResultsDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'What has become of the targets',
      description:
        'The targets of one job that could not be acted on, by ascending id, each with its reason. A job that runs may add ' +
        'to them. They are kept for the retention time after the end of the job; the counts of the job stay.',
    }),
    OperationId(),
    QueryFields(resultListQuery),
    Answer(200, 'ResultPage', 'One page'),
    InvalidRequest('outcome', 'must be one of failed'),
    NotFound(),
    DatabaseAway(AUDIT_UNAVAILABLE),
    KnownToEverybody(),
  );

const controlDocs = (summary: string, description: string) =>
  applyDecorators(
    ApiOperation({ summary, description }),
    OperationId(),
    Answer(200, 'Job', 'The job, as its workflow has confirmed it'),
    NotFound(),
    Problems(
      409,
      'Not now',
      { code: 'wrong_status', title: 'The job cannot do this now', jobStatus: 'cancelling' },
      { code: 'superseded', title: 'A newer control has been seen' },
    ),
    Problems(
      503,
      'Not confirmed; see Retry-After',
      {
        code: 'no_worker',
        title: 'A worker is not available',
        detail: 'No worker has answered in time. It is not confirmed and may still take effect.',
      },
      { code: 'not_started_yet', title: 'The job is not available' },
      { code: 'temporal_unavailable', title: 'Temporal is not available' },
      AUDIT_UNAVAILABLE,
    ),
    DatabaseAway(),
    KnownToEverybody(),
    Forgeable(),
  );

export const PauseDocs = () =>
  applyDecorators(
    NoBody(),
    controlDocs(
      'Pause',
      'The batch in hand ends, then nothing is written until it is resumed. The job keeps its gate. A pause that lasts longer than the policy allows ends the job as cancelled.',
    ),
  );

export const ResumeDocs = () => applyDecorators(NoBody(), controlDocs('Resume', 'Goes on where the job was paused.'));

export const ChangeSpeedDocs = () =>
  applyDecorators(
    ApiBody({ schema: bodySchema('Speed'), examples: { slower: { value: { throttleMs: 1_000, batchSize: 25 } } } }),
    InvalidRequest('batchSize', 'Too small: expected number to be >=1'),
    UnreadableBody(),
    controlDocs('Change the speed', 'Batch size and rest between two batches, in force from the next batch on.'),
  );

export const CancelDocs = () =>
  applyDecorators(
    ApiOperation({
      summary: 'Cancel',
      description:
        'Recorded durably first, then carried out: the batch in hand ends and its work counts. A job that no worker has ' +
        'begun and that has no workflow yet is cancelled at once. Repeating it does no harm.',
    }),
    OperationId(),
    NoBody(),
    Answer(202, 'Job', 'Recorded'),
    NotFound(),
    Problems(409, 'The job has ended', {
      code: 'wrong_status',
      title: 'The job cannot do this now',
      jobStatus: 'completed',
    }),
    DatabaseAway(AUDIT_UNAVAILABLE),
    KnownToEverybody(),
    Forgeable(),
  );
