import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { activitySlots } from '../../src/workers/create-worker.js';
import { readConfig } from '../../src/config/config.js';
import { operationRegistry } from '../../src/operations/definitions/index.js';
import { openDataSource } from '../../src/db/data-source.js';
import { createBareActivities } from './bare-activities.js';
import { BARE_TASK_QUEUE } from './task-queue.js';

// The worker of the bare workflow: the product's connection pool and the SDK's defaults, as the product has them.

Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });
const config = readConfig(operationRegistry);
const dataSource = await openDataSource(config.database, { applicationName: 'bench-bare' });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: config.temporal.address }),
  namespace: config.temporal.namespace,
  taskQueue: BARE_TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./bare.workflow.js', import.meta.url)),
  activities: createBareActivities(dataSource),
  ...activitySlots(config.worker.maxChunks),
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
console.log(JSON.stringify({ msg: 'bare worker is ready' }));
await running;
await dataSource.destroy();
