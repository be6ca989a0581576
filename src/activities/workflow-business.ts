import { Context } from '@temporalio/activity';
import { businessOfWorkflowId } from '../operations/workflow-ids.js';

/** Id of the workflow run that has asked for this activity. */
export function runOfWorkflow(): string | null {
  return Context.current().info.workflowExecution?.runId ?? null;
}

/**
 * The business of the workflow that has asked for this activity: its id names it. For activities whose arguments name
 * the job alone; adding an argument would leave tasks behind that an older workflow had scheduled without it.
 */
export function businessIdOfWorkflow(): number {
  const { workflowExecution } = Context.current().info;
  const businessId = workflowExecution && businessOfWorkflowId(workflowExecution.workflowId);
  if (!businessId) throw new Error("the activity is none of a business's workflow");
  return businessId;
}
