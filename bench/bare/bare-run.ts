import { randomUUID } from 'node:crypto';
import { upperBound } from '../leads.js';
import type { Stand } from '../stand.js';
import { BARE_TASK_QUEUE } from './task-queue.js';

/** (b) From the start of the bare workflow to its result. @returns milliseconds */
export async function runBareWorkflow({ client, dataSource }: Stand, batchSize: number): Promise<number> {
  const bound = await upperBound(dataSource);
  const startedAt = performance.now();
  await client.workflow.execute('bareDelete', {
    workflowId: `bare:${randomUUID()}`,
    taskQueue: BARE_TASK_QUEUE,
    args: [{ cursor: 0, upperBound: bound, batchSize }],
  });
  return performance.now() - startedAt;
}
