import { ApiBody, ApiHeader, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { Problem } from '../../http/problem.js';
import { bodyTooSlow } from '../../http/problems.js';
import type { Holder } from '../../jobs/accept-outcome.js';
import { ControlFailed, type ControlFailure, wrongStatus } from '../../jobs/control-errors.js';
import type { Count } from '../../operations/count.js';
import { Answer, headerDocs, Problems, QueryFields } from '../docs/answer-docs.js';
import {
  EVENT_EXAMPLE,
  exampleOf,
  JOBS_EVENT_EXAMPLE,
  RESULTS_CSV_EXAMPLE,
  RESULTS_LINES_EXAMPLE,
} from '../docs/examples.js';
import {
  CallerDocs,
  ChangeDocs,
  DatabaseProblems,
  InvalidRequest,
  LimitedRead,
  NoBody,
  NotFound,
  RateLimitProblems,
  UnreadableBody,
} from '../docs/route-docs.js';
import { schemaRef } from '../docs/schema-ref.js';
import {
  tooManyCounts,
  tooManyLiveJobs,
  tooManyReads,
  tooManyStreams,
  tooManyUploads,
} from '../limits/limit-problems.js';
import { auditUnavailable } from '../problems.js';
import { controlProblem, gateHeld, refusalProblem, tooManyIds } from './job-problems.js';
import { jobListQuery } from './job-queries.js';
import { resultListQuery } from './job-results.js';
import { startQuery } from './start-query.js';

const bodySchema = (name: 'NewJob' | 'Speed' | 'Retry' | 'Restore') => schemaRef(name) as never;

const JobId = () => ApiParam({ name: 'id', description: 'Id of the job', schema: { type: 'string', format: 'uuid' } });

const controlFailed = (code: ControlFailure) => controlProblem(new ControlFailed(code));

const JobNotFound = () => NotFound(controlFailed('job_not_found'));

const JOB_ID = '019ab1c2-0000-7000-8000-000000000000';

const HOLDER: Holder = {
  jobId: JOB_ID,
  status: 'running',
  startedAt: '2026-01-01T12:00:00.000Z',
  processed: 1_200,
  total: 5_000,
  ttlSeconds: 3_594,
};

const IdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: '1 to 255 printable ASCII characters, the first and the last no space; kept 30 days',
    schema: { type: 'string', pattern: '^[!-~]([ -~]{0,253}[!-~])?$' },
  });

const Accepted = () =>
  Answer(202, 'Job', 'Accepted', {
    Location: 'The job',
    'Idempotent-Replayed': '`true` where this key had led to the job before',
  });

const KeyReusedOrUnconfirmed = (count: Count) =>
  Problems(
    'The key stands for another request, or so many targets have to be confirmed',
    refusalProblem({ reason: 'key_reused' }),
    refusalProblem({ reason: 'confirmation_required', missing: ['expectedTotal', 'reason'], count }),
  );

const CHANNEL_NOT_SET = refusalProblem({ reason: 'channel_not_set', channel: 'whatsapp' });
const COUNT_TOO_SLOW = refusalProblem({ reason: 'count_too_slow', timeoutMs: 20_000 });

/** What keeps any start from being accepted for now. @param others of this kind of start */
const AwayForStart = (...others: Problem[]) =>
  Problems(
    'Something is away; see Retry-After',
    refusalProblem({ reason: 'gate_unavailable' }),
    refusalProblem({ reason: 'gate_contended' }),
    refusalProblem({ reason: 'draining', operationType: 'delete_leads_bulk' }),
    refusalProblem({ reason: 'no_worker_for_type', operationType: 'delete_leads_bulk' }),
    ...others,
    refusalProblem({ reason: 'temporal_unavailable' }),
    refusalProblem({ reason: 'outcome_unknown', jobId: JOB_ID }),
    auditUnavailable(),
  );

/** What every job that follows another one is asked for with, and the answers to that. @param example a body, by its name */
const FollowUpRequest = (schema: 'Retry' | 'Restore', example: Readonly<Record<string, { value: unknown }>>) => [
  JobId(),
  QueryFields(startQuery),
  IdempotencyKey(),
  ApiBody({ schema: bodySchema(schema), required: false, examples: example }),
  Answer(200, 'DryRun', `With \`dryRun=true\`: what a ${schema.toLowerCase()} would do`),
  Accepted(),
  InvalidRequest('options.batchSize', 'Too small: expected number to be >=1'),
  JobNotFound(),
];

export const StartJobDocs = ChangeDocs(
  'Start a job',
  'Accepts one job and answers at once; the work is done by workers. There is one live job of a type in a business: ' +
    'a second start is refused with 409, which says who holds the gate and how far it is.\n\n' +
    'Send an `Idempotency-Key` to be able to repeat the request after a lost answer: the same key and body lead to ' +
    'the same job. A list of ids is read as it comes and may be long; put `type` before `selection`, then a held ' +
    'gate is told before the list has been sent. 503 means that nothing was started, but for `outcome_unknown`, ' +
    'which names the job to look at.\n\n' +
    'With `dryRun=true` nothing is started: the same body is checked, and the answer is 200 with what a start would do. ' +
    'A dry run of a long list of ids counts towards the starts per minute. ' +
    'More targets than `policy.confirmAbove` need their number as `expectedTotal` and a `reason`; a number that is ' +
    'given is compared with what is there, in any case.',
  QueryFields(startQuery),
  IdempotencyKey(),
  ApiBody({
    schema: bodySchema('NewJob'),
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
  Answer(200, 'DryRun', 'With `dryRun=true`: what a start would do'),
  Accepted(),
  InvalidRequest('selection.filter.colour', 'unknown field'),
  Problems(
    'The gate is held, the number of targets is another one, the channel has no account, or the import is still running',
    gateHeld({ operationType: 'delete_leads_bulk', holder: HOLDER }),
    CHANNEL_NOT_SET,
    refusalProblem({ reason: 'import_running', importId: 12 }),
    refusalProblem({ reason: 'count_differs', expectedTotal: 5_000, total: 4_998 }),
  ),
  Problems('Too much in one request', tooManyIds(1_000_000)),
  UnreadableBody(),
  KeyReusedOrUnconfirmed({ value: 1_000, isExact: false }),
  Problems('The body did not come in time', bodyTooSlow(10)),
  AwayForStart(refusalProblem({ reason: 'staging_lost' }), COUNT_TOO_SLOW),
  DatabaseProblems(),
  RateLimitProblems(tooManyLiveJobs(20), tooManyUploads(3), tooManyCounts(2), tooManyReads(5)),
);

export const RetryFailedDocs = ChangeDocs(
  'Retry the failed targets',
  'A job of exactly the targets that this one has recorded as failed, for the same type. It is accepted as every start ' +
    'is: gate, `Idempotency-Key`, confirmation, `dryRun`. Where the job was by filter, a target that no longer matches it ' +
    'is skipped. A job is retried once; what fails again is retried from the retry.',
  ...FollowUpRequest('Retry', { slower: { value: { options: { throttleMs: 1_000 } } } }),
  Problems(
    'There is nothing to retry, or not now',
    gateHeld({ operationType: 'delete_leads_bulk', holder: HOLDER }),
    controlProblem(wrongStatus('running', 'The job is running: more of its targets may still fail.')),
    controlFailed('nothing_failed'),
    controlProblem(new ControlFailed('already_retried', { retriedAs: JOB_ID })),
    controlFailed('restore_is_not_retried'),
    controlFailed('unknown_type'),
    CHANNEL_NOT_SET,
    refusalProblem({ reason: 'count_differs', expectedTotal: 40, total: 37 }),
  ),
  Problems('The failures are no longer kept', controlFailed('results_deleted')),
  UnreadableBody(),
  KeyReusedOrUnconfirmed({ value: 2_000, isExact: true }),
  AwayForStart(),
  DatabaseProblems(),
  RateLimitProblems(tooManyLiveJobs(20), tooManyReads(5)),
);

export const RestoreDocs = ChangeDocs(
  'Undo a job',
  'A job of type `restore_job` that brings back what this one has deleted, and gives what it has updated its old values back, ' +
    'as far as `restorable` says. It is accepted as every start is: `Idempotency-Key`, confirmation, `dryRun`, and the ' +
    'gate of the type that it undoes. It needs what a start of that type needs.\n\n' +
    'A target comes back whole or not at all. It is recorded as failed with `id_taken` where a row has its id (most often ' +
    'it is back already), `value_taken` or `dependant_taken` where another row has a value that must be unique, ' +
    '`changed_since` where a value that the job wrote was changed since, `target_gone` where what it updated is deleted ' +
    'since, and `file_gone` where the file of a receipt is deleted. A job may be undone again: what is back then fails so, and the rest comes back.',
  ...FollowUpRequest('Restore', { confirmed: { value: { expectedTotal: 4_812, reason: 'deleted by mistake' } } }),
  Problems(
    'There is nothing to bring back, or not now',
    gateHeld({ operationType: 'delete_leads_bulk', holder: HOLDER }),
    controlProblem(wrongStatus('running', 'The job is running: it can be undone once it has ended.')),
    controlFailed('not_archived'),
    controlFailed('nothing_to_restore'),
    controlFailed('restore_of_restore'),
    controlFailed('unknown_type'),
    refusalProblem({ reason: 'count_differs', expectedTotal: 40, total: 37 }),
  ),
  Problems('The archive is no longer kept', controlFailed('archive_expired')),
  UnreadableBody(),
  KeyReusedOrUnconfirmed({ value: 1_000, isExact: false }),
  AwayForStart(COUNT_TOO_SLOW),
  DatabaseProblems(),
  RateLimitProblems(tooManyLiveJobs(20), tooManyCounts(2), tooManyReads(5)),
);

export const ListJobsDocs = CallerDocs(
  'List jobs',
  'Newest first. `type` and `status` may be repeated or separated by commas.',
  QueryFields(jobListQuery),
  Answer(200, 'JobPage', 'One page'),
  InvalidRequest('limit', 'Too big: expected number to be <=500'),
  DatabaseProblems(),
  LimitedRead(),
);

export const GetJobDocs = CallerDocs(
  'Look at one job',
  'Its state, counts, rate, and how it stands to its gate.',
  JobId(),
  Answer(200, 'Job', 'The job'),
  JobNotFound(),
  DatabaseProblems(),
);

export const JobEventsDocs = CallerDocs(
  'Follow one job',
  'Server-sent events: `progress` when the job has changed, at most once a second, and `end` with the final ' +
    'status, after which the stream ends. The data of both is the job. Comments keep a silent stream open. A browser ' +
    'that comes back after the end, with its `Last-Event-ID`, gets 204 and stays away.',
  JobId(),
  ApiResponse({
    status: 200,
    description: 'The stream',
    // One event: that is what readers of a stream, and OpenAPI 3.2, take the schema of an event stream for.
    content: { 'text/event-stream': { schema: schemaRef('JobEvent'), example: EVENT_EXAMPLE } },
    headers: headerDocs(),
  }),
  ApiHeader({ name: 'last-event-id', required: false, description: '`id` of the last event that you have seen' }),
  ApiResponse({ status: 204, description: 'You have seen the end', headers: headerDocs() }),
  JobNotFound(),
  DatabaseProblems(),
  RateLimitProblems(tooManyStreams(20)),
);

export const AllJobEventsDocs = CallerDocs(
  'Follow all jobs',
  'Server-sent events of all jobs of the business. `state` comes first, whenever it changes, and after 5 s without an ' +
    'event: whether the database and Redis answer, and which process does. Then a `snapshot` of the live jobs and of those that ended in the last ' +
    'minute, and from then on a `job` for each job that has begun, changed or ended, at most once a second; what ' +
    'ended is sent once in its final state.\n\n' +
    'Whoever comes back gets a snapshot and no replay: a live job that you knew and that is not in it has ended more ' +
    'than a minute ago, so look at it by its id. The stream outlives the database and Redis, and ends with the ' +
    'credential. It does not keep a session from ending by silence.',
  ApiResponse({
    status: 200,
    description: 'The stream',
    content: { 'text/event-stream': { schema: schemaRef('JobsEvent'), example: JOBS_EVENT_EXAMPLE } },
    headers: headerDocs(),
  }),
  DatabaseProblems(),
  RateLimitProblems(tooManyStreams(20)),
);

const NotListed = () =>
  Problems(
    'They are not kept, or no longer',
    controlFailed('results_deleted'),
    controlFailed('results_not_kept'),
    controlFailed('archive_expired'),
  );

export const ListResultsDocs = CallerDocs(
  'What has become of the targets',
  'The targets of one job with one outcome, by ascending id. A job that runs may add to them.\n\n' +
    '- `failed`: those that could not be acted on, each with its reason. They are kept for the retention time after the end ' +
    'of the job, then the answer is 410 `results_deleted`.\n' +
    '- `succeeded`: those that the archive has, with what an update has overwritten and written. A target that was as an ' +
    'update was to make it counts as succeeded, was not written, and is not among them. Of a restore that ended by itself: ' +
    'those that have come back. A job without an archive is 410 ' +
    '`results_not_kept`; once the archive has expired, it is 410 `archive_expired`.\n' +
    '- `skipped`: the ids of an ended job that are neither. They can be told of a job that was started with ids, reached ' +
    'all of them, and whose other results are all kept; else the answer is 409 `skipped_not_listed`.\n\n' +
    'Of a job that sends messages: `accepted` (the provider has taken it), `sent`, `delivered` and `read` (as its webhooks ' +
    'say), `failed`, `unknown` (the answer of the provider is lost, so that it may have arrived), and `skipped`, with the reason. ' +
    'They follow the webhooks, and the counts of the job do not: there `unknown` counts as failed.\n\n' +
    'The counts of the job stay, and `GET /jobs/{id}/results/summary` says which of them can be listed.\n\n' +
    'As CSV or as JSON lines, all of them come in one file, whatever `limit` says; a cell that a spreadsheet would take ' +
    'for a formula has an apostrophe in front. A file that is cut off was not whole: its connection ends in an error.',
  JobId(),
  QueryFields(resultListQuery),
  ApiResponse({
    status: 200,
    description: 'One page, or the file',
    content: {
      'application/json': { schema: schemaRef('ResultPage'), ...exampleOf('ResultPage') },
      'text/csv': { schema: { type: 'string' }, example: RESULTS_CSV_EXAMPLE },
      'application/x-ndjson': { schema: { type: 'string' }, example: RESULTS_LINES_EXAMPLE },
    },
    headers: headerDocs(),
  }),
  InvalidRequest('outcome', 'must be one of succeeded, failed, skipped for this job'),
  JobNotFound(),
  Problems(
    'They are not known, or not yet',
    controlFailed('skipped_not_listed'),
    controlProblem(wrongStatus('running', 'The job is running: its turn may still come to any id.')),
    controlFailed('unknown_type'),
  ),
  NotListed(),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
  RateLimitProblems(tooManyStreams(20)),
);

export const ResultSummaryDocs = CallerDocs(
  'What can be had of the results',
  'How many targets of the job there are of each outcome, whether they can be listed, and how many have failed for which ' +
    'reason, the most frequent first.',
  JobId(),
  Answer(200, 'ResultSummary', 'The numbers'),
  JobNotFound(),
  DatabaseProblems(auditUnavailable()),
  LimitedRead(),
);

export const AskAgainDocs = ChangeDocs(
  'Ask the provider again',
  'For a job of calls: workers ask the provider what became of the messages that are `unknown`, because its answer was lost. ' +
    'They ask about each of them once a minute for ten minutes, as they did when the answer was lost. A call that the provider has ' +
    'taken becomes `accepted`: look at the results again later. Nothing is sent, and the counts of the job stay. ' +
    'Repeating the request does no harm.',
  JobId(),
  NoBody(),
  Answer(202, 'AskedAgain', 'They will be asked about'),
  JobNotFound(),
  Problems(
    'There is nothing to ask about, or nobody to ask',
    controlFailed('nothing_unknown'),
    controlFailed('provider_cannot_be_asked'),
    controlFailed('unknown_type'),
    refusalProblem({ reason: 'channel_not_set', channel: 'phone' }),
  ),
  Problems('What became of each message is no longer kept', controlFailed('results_deleted')),
  DatabaseProblems(auditUnavailable()),
);

const controlDocs = (summary: string, description: string, ...parts: MethodDecorator[]) =>
  ChangeDocs(
    summary,
    description,
    ...parts,
    JobId(),
    Answer(200, 'Job', 'The job, as its workflow has confirmed it'),
    JobNotFound(),
    Problems(
      'Not now',
      controlProblem(wrongStatus('cancelling', 'The job is stopping: it takes no more controls.')),
      controlFailed('superseded'),
    ),
    Problems(
      'Not confirmed; see Retry-After',
      controlFailed('no_worker'),
      controlFailed('not_started_yet'),
      controlFailed('temporal_unavailable'),
      auditUnavailable(),
    ),
    DatabaseProblems(),
  );

export const PauseDocs = controlDocs(
  'Pause',
  'The batch in hand ends, then nothing is written until it is resumed. The job keeps its gate. A pause that lasts longer than the policy allows ends the job as cancelled.',
  NoBody(),
);

export const ResumeDocs = controlDocs('Resume', 'Goes on where the job was paused.', NoBody());

export const ChangeSpeedDocs = controlDocs(
  'Change the speed',
  'Batch size, rest between two batches, and how many streams work at once, in force from the next batch on.',
  ApiBody({ schema: bodySchema('Speed'), examples: { slower: { value: { throttleMs: 1_000, batchSize: 25 } } } }),
  InvalidRequest('batchSize', 'Too small: expected number to be >=1'),
  Problems('More streams than the job has', controlProblem(new ControlFailed('parallelism_too_high', { streams: 4 }))),
  UnreadableBody(),
);

export const CancelDocs = ChangeDocs(
  'Cancel',
  'Recorded durably first, then carried out: the batch in hand ends and its work counts. A job that no worker has ' +
    'begun and that has no workflow yet is cancelled at once. Repeating it does no harm.',
  JobId(),
  NoBody(),
  Answer(202, 'Job', 'Recorded'),
  JobNotFound(),
  Problems(
    'The job has ended',
    controlProblem(wrongStatus('completed', 'The job is completed: there is nothing left to cancel.')),
  ),
  DatabaseProblems(auditUnavailable()),
);
