import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { etaSeconds, meanPerSecond, percentage, progressBar, recentPerSecond } from '../operations/progress.js';
import type { JobStatus } from '../operations/status.js';
import { JOB_STATUS_ATTRIBUTE } from './job-status-attribute.js';
import type { BulkOperationInput, BulkOperationState } from '../operations/bulk-operation.messages.js';
import { markdownCode, markdownText } from './markdown.js';
import { streamsTable } from './streams-table.js';

/** What people on call read in the Temporal Web UI. Markdown; costs no event. Set again by every run. */
export function showDetails(
  input: BulkOperationInput,
  state: BulkOperationState,
  status: JobStatus,
  atWork: ReadonlySet<number>,
  note: string | null,
): void {
  display(() => setCurrentDetails(detailsText(input, state, status, atWork, note)));
}

function detailsText(
  input: BulkOperationInput,
  state: BulkOperationState,
  status: JobStatus,
  atWork: ReadonlySet<number>,
  note: string | null,
): string {
  const { counters, total, begunAtMs, pausedMs } = state.run;
  const { batchSize, throttleMs, parallelism } = state.controls;
  const pace = state.run.pace ?? { workedMs: Date.now() - begunAtMs - pausedMs, recentPerSecond: null };
  const chunks = state.streams.reduce((sum, { chunkNo }) => sum + chunkNo - 1, 0);
  const mean = meanPerSecond(counters.processed, pace, throttleMs);
  const recent = recentPerSecond(pace, throttleMs);
  const { held } = state.run;
  const waits =
    status === 'running' && held ? `Waits: ${held.reason}. Next look at ${timeOf(held.nextLookAtMs)}` : note;
  const eta = status === 'running' && !held ? etaSeconds(counters.processed, total, pace, state.controls) : null;
  const streams = state.streams.length > 1 ? `, ${parallelism} of ${state.streams.length} streams at once` : '';
  // A run that continues another one has no summary in Temporal: this line takes its place.
  const begun =
    status === 'pending' ? '' : ` · begun ${new Date(begunAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `### ${input.operationType} in business ${input.businessId} · **${status}**${begun}`,
    `\`${progressBar(counters.processed, total)}\` ${percentage(counters.processed, total) ?? 0} % (${counters.processed} of ${total})`,
    ...(waits ? [`> ${markdownText(waits)}`] : []),
    `Batch size ${batchSize}${foundSize(state)}, throttle ${throttleMs} ms${streams}, started by ${markdownCode(input.requestedBy)}`,
    [
      `| succeeded | failed | skipped | mean | last minute | ETA | run | chunk |`,
      `| --- | --- | --- | --- | --- | --- | --- | --- |`,
      `| ${counters.succeeded} | ${counters.failed} | ${counters.skipped} | ${shown(mean, '/s')} | ${shown(recent, '/s')} | ${shown(eta, ' s')} | ${state.run.no} | ${chunks} |`,
    ].join('\n'),
    ...(state.streams.length > 1 ? [streamsTable(state, input.policy, status, atWork)] : []),
    // The Web UI measures the text a line too short and cuts its end.
    '&nbsp;',
  ].join('\n\n');
}

/** What `auto` has found for the only stream; a job of several has a table of them. */
function foundSize({ controls, streams: [stream, ...others] }: BulkOperationState): string {
  const isFound = controls.batchSize === 'auto' && stream?.chunkSize !== undefined;
  return isFound && others.length === 0 ? ` (chunks of ${stream.chunkSize})` : '';
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)} UTC`;
}

function shown(value: number | null, unit: string): string {
  return value === null ? '–' : `${value}${unit}`;
}

/** A fault of the display costs no job: thrown while a job ends, it would fail the workflow task for ever. */
function display(work: () => void): void {
  try {
    work();
  } catch (error) {
    log.warn('progress could not be shown', { error: error instanceof Error ? error.name : 'unknown' });
  }
}

/** Writes the status into the search attribute that the Web UI lists and filters by; one event per change. */
export function showStatus(status: JobStatus): void {
  display(() => {
    if (workflowInfo().typedSearchAttributes.get(JOB_STATUS_ATTRIBUTE) === status) return;
    upsertSearchAttributes([{ key: JOB_STATUS_ATTRIBUTE, value: status }]);
  });
}
