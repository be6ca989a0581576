import type { Client } from '@temporalio/client';
import { eventually } from '../test/support/eventually.js';

/** Waits until a workflow has ended that may be about to be started: a start is answered before Temporal is asked. */
export async function workflowEnd(client: Client, workflowId: string): Promise<void> {
  const workflow = client.workflow.getHandle(workflowId);
  await eventually(() => workflow.result().then(() => true), 60_000, 5);
}
