import { expect, test } from '@jest/globals';
import { archivedJob } from '../support/archived-job.js';
import { acceptedJob } from '../support/accepted-job.js';
import { leadsOf } from '../support/leads.js';
import { reconcilerPorts } from '../support/reconciler-ports.js';
import { withSystem } from '../support/system.js';
import { reconcileOnce } from '../../src/upkeep/reconciler.js';

const TYPE = 'delete_leads_bulk';
const NEVER = new AbortController().signal;

test('a restore whose workflow was never started is started under its gate; one that was terminated is settled, and its gate is free', () =>
  withSystem({}, async (system) => {
    const { dataSource, client, gate } = system;
    const source = await archivedJob(dataSource, [1, 2, 3]);
    const { archiveExpiresOn } = await system.job(source);
    const id = await acceptedJob(dataSource, {
      ...{ operationType: 'restore_job', gateType: TYPE, temporalNamespace: system.config.temporal.namespace },
      selection: { kind: 'archived', ofJob: source, expiresOn: archiveExpiresOn! },
      batchSize: 2,
    });
    const first = reconcilerPorts(system);
    await reconcileOnce(first.ports, NEVER);
    expect(first.reported).toMatchObject([{ action: 'started', jobId: id }]);

    const worker = await system.startWorker({ stopAt: { name: 'batch opened', chunkNo: 2, jobId: id } });
    await worker.atCheckpoint(id);
    // Its lock was lost: the worker has taken that of its gate.
    expect(await gate.inspect({ businessId: 1, operationType: TYPE })).toMatchObject({ jobId: id });
    expect(await gate.inspect({ businessId: 1, operationType: 'restore_job' })).toBe(null);
    await worker.kill();
    await client.workflow.getHandle(`bulk:1:${TYPE}:${id}`).terminate();

    const second = reconcilerPorts(system);
    await reconcileOnce(second.ports, NEVER);
    expect(second.reported).toMatchObject([{ action: 'settled', jobId: id }]);
    expect(await system.job(id)).toMatchObject({ status: 'failed', succeeded: 2, notAttempted: 1 });
    expect(await gate.inspect({ businessId: 1, operationType: TYPE })).toBe(null);
    expect(await leadsOf(system, 1)).toEqual([1, 2]);
  }));
