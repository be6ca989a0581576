import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client } from '@temporalio/client';
import { scrubHistory } from './scrub-history.js';

/**
 * The histories of every run of a workflow that has ended, scrubbed, in order: a roll-over names the run after it.
 *
 * @param from the first run to keep; without it, the workflow's first
 */
export async function recordedRuns(client: Client, workflowId: string, from?: string): Promise<object[]> {
  await client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);
  const { runId: lastRunId, raw } = await client.workflow.getHandle(workflowId).describe();
  const scrubbed: object[] = [];
  let runId: string | null | undefined = from ?? raw.workflowExecutionInfo?.firstRunId ?? lastRunId;
  while (runId) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    scrubbed.push(scrubHistory(JSON.parse(historyToJSON(history))));
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return scrubbed;
}
