import { randomBytes } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { createTemporalClient } from '../../src/temporal/connection.js';
import { registerSearchAttributes } from '../../src/temporal/search-attributes.js';
import { eventually } from './eventually.js';

/** A namespace of its own, ready to start workflows in: the server's parts learn of it within seconds. */
export async function createNamespace(connection: Connection): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await eventually(async () => {
    await registerSearchAttributes(connection, namespace);
    await connection.workflowService.listWorkflowExecutions({ namespace, query: 'JobStatus = "none"' });
  });
  return namespace;
}

/** The same, on a server by its address. */
export async function createNamespaceAt(address: string): Promise<string> {
  const server = { address, namespace: 'default', uiUrl: '', tls: false, apiKey: undefined };
  const { connection } = createTemporalClient(server);
  try {
    return await createNamespace(connection);
  } finally {
    await connection.close();
  }
}
