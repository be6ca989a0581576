import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { etaSeconds, percentage, progressBar, ratePerSecond } from '../operations/progress.js';
import type { JobStatus } from '../operations/status.js';
import { JOB_STATUS_ATTRIBUTE } from './job-status-attribute.js';
import type { BulkOperationInput, BulkOperationState } from './bulk-operation.messages.js';
import { markdownCode, markdownText } from './markdown.js';

/** What people on call read in the Temporal Web UI. Markdown; costs no event. Set again by every run. */
export function showDetails(
  input: BulkOperationInput,
  state: BulkOperationState,
  status: JobStatus,
  note: string | null,
): void {
  display(() => setCurrentDetails(detailsText(input, state, status, note)));
}

function detailsText(
  input: BulkOperationInput,
  state: BulkOperationState,
  status: JobStatus,
  note: string | null,
): string {
  const { counters, total } = state;
  const elapsedMs = Date.now() - state.begunAtMs - state.pausedMs;
  const rate = ratePerSecond(counters.processed, elapsedMs);
  const eta = etaSeconds(counters.processed, total, elapsedMs);
  return [
    `### ${input.operationType} · business ${input.businessId} · **${status}**`,
    `\`${progressBar(counters.processed, total)}\` ${percentage(counters.processed, total) ?? 0} % (${counters.processed} of ${total})`,
    ...(note ? [`> ${markdownText(note)}`] : []),
    `Batch size ${state.batchSize}, throttle ${state.throttleMs} ms, started by ${markdownCode(input.requestedBy)}`,
    [
      `| succeeded | failed | skipped | rate | ETA | run | batch |`,
      `| --- | --- | --- | --- | --- | --- | --- |`,
      `| ${counters.succeeded} | ${counters.failed} | ${counters.skipped} | ${rate ?? '–'}/s | ${eta ?? '–'} s | ${state.runNo} | ${state.batchNo - 1} |`,
    ].join('\n'),
    // The Web UI measures the text a line too short and cuts its end.
    '&nbsp;',
  ].join('\n\n');
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
