import { z } from 'zod';
import type { GateState } from '../../gate/bulk-gate.js';
import type { Job } from '../../operations/job.js';
import { gateOf } from '../../operations/job-gate.js';
import type { Policy } from '../../operations/policy.js';
import { etaSeconds, meanPerSecond, type Pace, percentage, recentPerSecond } from '../../operations/progress.js';
import { isFinal, JOB_STATUSES, type JobStatus } from '../../operations/status.js';
import { archivedUntil } from '../../operations/archived-until.js';
import { mayBecome } from '../../operations/transitions.js';
import { workflowIdOf } from '../../operations/workflow-ids.js';

const count = z.int().min(0);
const moment = z.iso.datetime();

export const jobStatusSchema = z.enum(JOB_STATUSES).meta({ id: 'JobStatus' });

const JOB_ACTIONS = ['pause', 'resume', 'cancel', 'speed'] as const;
type JobAction = (typeof JOB_ACTIONS)[number];

export const jobSelectionSchema = z
  .object({
    kind: z.enum(['ids', 'filter', 'all', 'failed', 'archived']).meta({ id: 'SelectionKind' }),
    filter: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Present for kind `filter`; and for `failed`, where the targets still have to match it'),
    ofJob: z
      .uuid()
      .optional()
      .describe(
        'Present for kind `failed`: the job whose failed targets these are; and for `archived`: the one that is undone',
      ),
  })
  .meta({ id: 'JobSelection' });

export const parametersViewSchema = z
  .record(z.string(), z.unknown())
  .describe('What its type needs beside the selection, with its defaults; an empty object where that is nothing');

const jobGateSchema = z
  .object({
    held: z.boolean().nullable().describe('Whether this job holds its gate now; null when Redis did not answer'),
    ttlSeconds: count.nullable().describe('Seconds left of the lock, if it is held'),
  })
  .meta({ id: 'JobGate' });

export const runOptionsSchema = z
  .object({
    batchSize: z.union([z.int(), z.literal('auto')]).describe('Most targets of one batch; `auto`: found by time'),
    throttleMs: z.int().describe('Rest between two batches, in milliseconds'),
    parallelism: z.int().describe('How many streams work at once'),
  })
  .meta({ id: 'RunOptions' });

const jobHoldSchema = z
  .object({
    reason: z.string().max(200).describe('In words, with the number that was found and its limit'),
    since: moment,
    nextLookAt: moment.describe('It goes on then, or waits on'),
  })
  .meta({ id: 'JobHold' });

const jobCanarySchema = z
  .object({
    recipients: count.describe('So many people are sent to first'),
    maxFailedPercent: z.int().describe('The job pauses itself where more than so many percent of them have failed'),
    waitSeconds: z.int().describe('So many seconds the webhooks are waited for'),
    until: moment.nullable().describe('When the wait ends; null until all of them were sent to'),
    outcome: z
      .enum(['passed', 'failed'])
      .meta({ id: 'CanaryOutcome' })
      .nullable()
      .describe('What the look has found; null before it. With `failed` the job has paused itself'),
  })
  .meta({ id: 'JobCanary' });

const restorableSchema = z
  .object({
    until: moment.describe('Then the archive is deleted'),
    targets: count.describe(
      'How many of its targets are in the archive; of an update at most so many, because a row that already matched was not written',
    ),
  })
  .meta({ id: 'Restorable' });

const path = z.string().regex(/^\//);

const jobLinksSchema = z
  .object({
    self: path,
    events: path,
    results: path,
    temporalUi: z
      .url()
      .describe(
        'Its progress in the Temporal Web UI: the page of the run that did the latest batch; before the begin, the workflow',
      ),
  })
  .meta({ id: 'JobLinks' });

/** A job as every answer shows it. */
export const jobViewSchema = z.object({
  id: z.uuid().describe('UUID v7: sorts by the time of acceptance'),
  type: z.string().describe('Operation type'),
  status: jobStatusSchema,
  selection: jobSelectionSchema,
  parameters: parametersViewSchema,
  retryOf: z.uuid().nullable().describe('The job whose failed targets this one tries again'),
  retriedAs: z.uuid().nullable().describe('The job that tries the failed targets of this one again'),
  restores: z.uuid().nullable().describe('The job that this one undoes'),
  restoredAs: z.uuid().nullable().describe('The newest job that undoes this one'),
  gateType: z
    .string()
    .describe('The type whose gate it holds while it is live: for a restore the one that it undoes, else its own'),
  resultsDeletedAt: moment
    .nullable()
    .describe('Since when what became of each target is no longer kept; null while it is, and where nobody noted it'),
  reason: z.string().nullable().describe('Why it was started; null where nobody had to say'),
  expectedTotal: count.nullable().describe('Number of targets that was confirmed at the start'),
  total: count.nullable().describe('Targets of the job; null until a worker has begun it'),
  processed: count.describe('succeeded + failed + skipped'),
  succeeded: count,
  failed: count.describe('Targets that could not be handled; each is recorded'),
  skipped: count.describe('Ids that are unknown or of another business, and rows gone or changed when their turn came'),
  changedSince: count
    .nullable()
    .describe(
      'Rows that match the filter and are left alone, because they were added or changed after the request was ' +
        'accepted. Those that were part of `total` are in `skipped`, too, when the job completes. Null where it is not ' +
        'counted: for ids and `all`, and for jobs accepted by a version before this counter',
    ),
  notAttempted: count.nullable().describe('Set at the end: total = processed + notAttempted'),
  percentage: z.number().min(0).max(100).nullable(),
  ratePerSecond: z
    .number()
    .nullable()
    .describe(
      'Mean targets per second of the time at work or at rest between batches, from the begin to the latest batch',
    ),
  recentRatePerSecond: z
    .number()
    .nullable()
    .describe('The same of about the last minute: what is a minute old counts a third of what is new'),
  etaSeconds: count
    .nullable()
    .describe('At the rate of the last minute; null where nothing moves, and until there is enough to tell it from'),
  streams: count.nullable().describe('Into how many streams it was divided; null until a worker has begun it'),
  runs: count.describe('Temporal runs so far, joined by continue-as-new'),
  options: runOptionsSchema.describe('As they are in force now'),
  chunkSize: count
    .nullable()
    .describe(
      'Most targets of the newest transaction, where `batchSize` is `auto`; null elsewhere, and before the first',
    ),
  gate: jobGateSchema.nullable().describe('Null in lists, where Redis is not asked'),
  workflowId: z.string(),
  links: jobLinksSchema,
  requestedBy: z.string().describe('Opaque subject of the credential that asked'),
  createdAt: moment,
  startedAt: moment.nullable().describe('When a worker began it'),
  heartbeatAt: moment.nullable().describe('When the latest batch was committed'),
  finishedAt: moment.nullable(),
  cancelRequestedAt: moment.nullable(),
  hold: jobHoldSchema
    .nullable()
    .describe(
      'Why a running job waits: for the database, a provider or its canary. It is no failure, and the job goes on by itself',
    ),
  canary: jobCanarySchema.nullable().describe('To whom it sends first; null where that was not asked for'),
  pauseReason: z
    .string()
    .max(200)
    .nullable()
    .describe('Why a paused job has paused itself; null where a person has paused it'),
  lastError: z.string().max(200).nullable(),
  restorable: restorableSchema
    .nullable()
    .describe('What the archive has of an ended job; null where it has nothing (any more), and while the job is live'),
  waitingForWorker: z
    .boolean()
    .describe(
      'Nobody seems to work on it: it is `pending` for more than 2 s, or no batch was committed for longer than its ' +
        'rest between batches and twice the heartbeat time-out. No fault: it goes on as soon as a worker is there',
    ),
  actions: z.array(z.enum(JOB_ACTIONS).meta({ id: 'JobAction' })).describe('What makes sense to ask for now'),
});

export type JobView = z.infer<typeof jobViewSchema>;

/** How a job stands to its gate. */
export type JobGate = NonNullable<JobView['gate']>;

export const UNKNOWN_GATE: JobGate = { held: null, ttlSeconds: null };

export function jobGate(jobId: string, state: GateState | null): JobGate {
  const held = state?.jobId === jobId;
  return { held, ttlSeconds: held ? state.ttlSeconds : null };
}

export interface JobViewSettings {
  /** Base address of the Temporal Web UI, without a slash at its end. */
  readonly temporalUiUrl: string;
  readonly policyOf: (operationType: string) => Policy;
}

const PENDING_IS_NORMAL_MS = 2_000;

/** @param gate null where Redis was not asked */
export function jobView(job: Job, gate: JobGate | null, settings: JobViewSettings): JobView {
  const workflowId = workflowIdOf(job);
  const ofJob = job.retryOf ?? job.restores;
  const pace = paceOf(job);
  const waitingForWorker = isWaitingForWorker(job, settings.policyOf(job.operationType), Date.now());
  const hold = holdOf(job);
  const isMoving = job.status === 'running' && !waitingForWorker && !hold;
  return {
    id: job.id,
    type: job.operationType,
    status: job.status,
    selection: {
      kind: job.selectionKind,
      ...(job.selectionFilter ? { filter: job.selectionFilter } : {}),
      ...(ofJob === null ? {} : { ofJob }),
    },
    parameters: job.parameters,
    retryOf: job.retryOf,
    retriedAs: job.retriedAs,
    restores: job.restores,
    restoredAs: job.restoredAs,
    gateType: gateOf(job).operationType,
    resultsDeletedAt: iso(job.resultsDeletedAt),
    reason: job.reason,
    expectedTotal: job.expectedTotal,
    total: job.total,
    processed: job.processed,
    succeeded: job.succeeded,
    failed: job.failed,
    skipped: job.skipped,
    changedSince: job.changedSince,
    notAttempted: job.notAttempted,
    percentage: percentage(job.processed, job.total),
    ratePerSecond: meanPerSecond(job.processed, pace, job.throttleMs),
    recentRatePerSecond: recentPerSecond(pace, job.throttleMs),
    etaSeconds: isMoving ? etaSeconds(job.processed, job.total, pace, job) : null,
    runs: job.runs,
    chunkSize: job.batchSize === 'auto' ? job.chunkSize : null,
    options: { batchSize: job.batchSize, throttleMs: job.throttleMs, parallelism: job.parallelism },
    streams: job.streams?.length ?? null,
    gate,
    workflowId,
    links: linksOf(job, workflowId, settings.temporalUiUrl),
    requestedBy: job.requestedBy,
    createdAt: job.createdAt.toISOString(),
    startedAt: iso(job.startedAt),
    heartbeatAt: iso(job.heartbeatAt),
    finishedAt: iso(job.finishedAt),
    cancelRequestedAt: iso(job.cancelRequestedAt),
    hold,
    canary: canaryOf(job),
    pauseReason: job.status === 'paused' ? job.pauseReason : null,
    lastError: job.lastError,
    restorable: restorableOf(job, Date.now()),
    waitingForWorker,
    actions: actionsOf(job.status),
  };
}

function linksOf(job: Job, workflowId: string, temporalUiUrl: string): JobView['links'] {
  const self = `/api/v1/jobs/${job.id}`;
  const temporalUi = temporalUiOf(job, workflowId, temporalUiUrl);
  return { self, events: `${self}/events`, results: `${self}/results`, temporalUi };
}

/** Only a run's own page shows the progress: without a run id the Web UI opens the history, whatever is added to the path. */
function temporalUiOf({ temporalNamespace, temporalRunId }: Job, workflowId: string, baseUrl: string): string {
  const workflow = `${baseUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
  return temporalRunId === null ? workflow : `${workflow}/${temporalRunId}/user-metadata`;
}

/** The counters are those of the latest batch, and so is the time: with "now" the rate would sag until the next one. */
function paceOf({ workedMs, recentPerSecond, startedAt, heartbeatAt, pausedMs }: Job): Pace {
  if (workedMs !== null) return { workedMs, recentPerSecond };
  const sinceMs = startedAt && heartbeatAt ? heartbeatAt.getTime() - startedAt.getTime() - pausedMs : 0;
  return { workedMs: Math.max(0, sinceMs), recentPerSecond: null };
}

function holdOf({ status, holdReason, heldSince, nextLookAt }: Job): JobView['hold'] {
  if (status !== 'running' || holdReason === null || heldSince === null || nextLookAt === null) return null;
  return { reason: holdReason, since: heldSince.toISOString(), nextLookAt: nextLookAt.toISOString() };
}

function canaryOf({ canary, canaryUntil: until, canaryOutcome: outcome }: Job): JobView['canary'] {
  return canary && { ...canary, until: iso(until), outcome };
}

/** Also of a job that was undone: what has not come back then may by another one. */
function restorableOf(job: Job, nowMs: number): JobView['restorable'] {
  const { status, restores, succeeded } = job;
  const until = archivedUntil(job);
  if (!isFinal(status) || until === null || restores !== null || succeeded === 0) return null;
  return until.getTime() > nowMs ? { until: until.toISOString(), targets: succeeded } : null;
}

/** What a person can sensibly ask for, from the table of arrows: the buttons of a page. */
function actionsOf(status: JobStatus): JobAction[] {
  const isStopping = isFinal(status) || status === 'cancelling';
  const makesSense: Readonly<Record<JobAction, boolean>> = {
    pause: mayBecome(status, 'pausing'),
    resume: status !== 'pending' && mayBecome(status, 'running'),
    cancel: mayBecome(status, 'cancelling'),
    speed: !isStopping,
  };
  return JOB_ACTIONS.filter((action) => makesSense[action]);
}

/**
 * A paused job writes nothing, so its silence says nothing. One that is held is silent until its next look. For the others
 * the longest normal silence is the rest between two batches and a batch that takes long. Twice the heartbeat time-out is
 * more than any batch of a live worker needs on a healthy database, and short enough to be seen while it matters.
 */
function isWaitingForWorker(job: Job, policy: Policy, nowMs: number): boolean {
  if (isFinal(job.status) || job.status === 'paused') return false;
  if (job.startedAt === null) return nowMs - job.createdAt.getTime() > PENDING_IS_NORMAL_MS;
  const lastSignMs = Math.max((job.heartbeatAt ?? job.startedAt).getTime(), job.nextLookAt?.getTime() ?? 0);
  const silentMs = nowMs - lastSignMs;
  return silentMs > job.throttleMs + 2 * policy.heartbeatTimeoutSeconds * 1_000;
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
