import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { readConfig } from '../../../src/config/config.js';
import { Business } from '../../../src/db/business.js';
import { insertImport, stageRows } from '../../../src/db/repositories/imports.js';
import { importWorkflowId } from '../../../src/operations/workflow-ids.js';
import { createTemporalClient } from '../../../src/temporal/connection.js';
import { startImport } from '../../../src/temporal/import-starter.js';
import { withCleanups } from '../../support/cleanups.js';
import { eventuallyInTemporal } from '../../support/eventually.js';
import { createNamespaceAt } from '../../support/temporal-namespace.js';
import { createTestDatabase } from '../../support/test-database.js';
import { WorkerProcess } from '../../support/worker-process.js';
import { testRegistry } from '../registry.js';
import { CELL, type RecordedImport } from './recorded-imports.js';
import { recordedRuns } from './recorded-runs.js';

/** Longer than one activity imports chunks for. */
const LONGER_THAN_ACTIVITY_MS = 2_500;

interface Services {
  readonly dataSource: DataSource;
  readonly client: Client;
  readonly namespace: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface ImportRunner {
  /** Imports a new file and waits for its end. @returns the histories of its runs, scrubbed */
  record(imported: RecordedImport): Promise<object[]>;
}

/** A database and a namespace for as long as `use` takes, on the services of the environment. */
export async function withImportRunner(use: (runner: ImportRunner) => Promise<void>): Promise<void> {
  await withCleanups(async ({ defer, opened }) => {
    const database = await opened(createTestDatabase(), (created) => created.drop());
    const namespace = await createNamespaceAt(readConfig(testRegistry).temporal.address);
    const environment = { ...process.env, DATABASE_URL: database.url, TEMPORAL_NAMESPACE: namespace };
    const { client, connection } = createTemporalClient(readConfig(testRegistry, environment).temporal);
    defer(() => connection.close());
    const services = { dataSource: database.dataSource, client, namespace, environment };
    let businessId = 0;
    await use({ record: (imported) => runImport(services, imported, ++businessId) });
  });
}

async function runImport(services: Services, recorded: RecordedImport, businessId: number): Promise<object[]> {
  const { dataSource, client, environment, namespace } = services;
  return withCleanups(async ({ defer }) => {
    const stopAt = { name: 'before commit', chunkNo: 0, businessId } as const;
    let worker = await WorkerProcess.start(environment, { stopAt });
    defer(() => worker.kill());
    const importId = await addStagedImport(dataSource, businessId, namespace, recorded.name);
    await startImport(client, { businessId, importId }, namespace);
    const workflow = client.workflow.getHandle(importWorkflowId(businessId, importId));
    await worker.atCheckpoint(String(importId));
    await recorded.meanwhile({
      outlastActivity: () => delay(LONGER_THAN_ACTIVITY_MS),
      cancel: async () => void (await workflow.cancel()),
      async takeRight() {
        // What the chunk in hand has added is in an open transaction; the next one finds the right gone.
        await dataSource.query('REVOKE INSERT ON leads FROM bulkgate_worker');
      },
      async loseWorker() {
        await worker.kill();
        worker = await WorkerProcess.start(environment);
      },
    });
    worker.goOn();
    const ended = await eventuallyInTemporal(async () => {
      const now = await workflow.describe();
      return now.status.name !== 'RUNNING' && now;
    });
    await dataSource.query('GRANT INSERT ON leads TO bulkgate_worker');
    if (ended.status.name !== (recorded.endsAs ?? 'COMPLETED'))
      throw new Error(`${recorded.name} ended ${ended.status.name}`);
    return recordedRuns(client, workflow.workflowId);
  });
}

/** An import of two chunks, as an upload leaves it. @returns its id */
async function addStagedImport(
  dataSource: DataSource,
  businessId: number,
  temporalNamespace: string,
  name: string,
): Promise<number> {
  const business = new Business(dataSource, businessId);
  const stagingId = uuidV7();
  for (const chunkNo of [0, 1]) await stageRows(business, stagingId, chunkNo, [{ line: chunkNo + 2, cells: [CELL] }]);
  const made = await business.transaction((sql) =>
    insertImport(sql, businessId, {
      ...{ stagingId, fileName: CELL, fileSha256: createHash('sha256').update(name).digest('hex'), bytes: 1 },
      ...{ delimiter: ',', header: ['name'], columns: { name: 0 }, rows: 2, createdBy: 'recorder', temporalNamespace },
    }),
  );
  return made!.id;
}
