import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { Business } from '../db/business.js';
import { failImport, findOpenImports, namespaceOfOpenImport } from '../db/repositories/import-chunks.js';
import { importWorkflowId } from '../operations/workflow-ids.js';
import { startImport } from '../temporal/import-starter.js';
import { describeWorkflow } from '../temporal/job-workflow.js';
import type { ReconcilerAction, ReconcilerPorts } from './reconciler.js';

/** Imports younger than this are left to the request that accepted them. */
const MIN_AGE_SECONDS = 15;

interface ImportReconciling {
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly bounded: <T>(call: () => Promise<T>) => Promise<T>;
  readonly report: ReconcilerPorts['report'];
}

/**
 * Starts the imports whose workflow was never started, and ends those whose workflow has ended without saying so. A fault with
 * one of them does not stop the rest.
 */
export async function reconcileImports(
  { dataSource, client, bounded, report }: ImportReconciling,
  signal: AbortSignal,
): Promise<void> {
  for (const found of await findOpenImports(dataSource, MIN_AGE_SECONDS)) {
    if (signal.aborted) return;
    const { businessId, importId } = found;
    const business = new Business(dataSource, businessId);
    const tell = (action: ReconcilerAction, detail: string): void =>
      report(action, null, `import ${importId} of business ${businessId}: ${detail}`, null);
    try {
      const temporalNamespace = await namespaceOfOpenImport(business, importId);
      if (temporalNamespace === null) continue;
      const workflowId = importWorkflowId(businessId, importId);
      const workflow = await bounded(() => describeWorkflow(client, { workflowId, temporalNamespace }));
      if (workflow.kind === 'gone') {
        await bounded(() => startImport(client, found, temporalNamespace));
        tell('started', 'accepted, but its workflow had not been started');
      } else if (workflow.kind === 'closed' && (await failImport(business, importId, workflow.reason))) {
        tell('settled', workflow.reason);
      }
    } catch (error) {
      tell('error', error instanceof Error ? error.name : 'unknown error');
    }
  }
}
