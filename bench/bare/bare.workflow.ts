import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { BareActivities } from './bare-activities.js';

export interface BareInput {
  readonly cursor: number;
  readonly upperBound: number;
  readonly batchSize: number;
}

/** As many events as the product's workflow lets a run have. */
const HISTORY_BUDGET_EVENTS = 3_600;

const { deleteOneBatch } = proxyActivities<BareActivities>({ startToCloseTimeout: '2 minutes' });

/** (b) Batch after batch, and nothing else: what Temporal itself costs. */
export async function bareDelete(input: BareInput): Promise<void> {
  let { cursor } = input;
  for (;;) {
    const { nextCursor, exhausted } = await deleteOneBatch({ ...input, cursor });
    if (exhausted) return;
    cursor = nextCursor;
    if (workflowInfo().historyLength >= HISTORY_BUDGET_EVENTS) {
      await continueAsNew<typeof bareDelete>({ ...input, cursor });
    }
  }
}
