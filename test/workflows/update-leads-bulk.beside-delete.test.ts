import { expect, test } from '@jest/globals';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { changeSpeed, jobWhen, numbered } from '../support/job-looks.js';
import { leadsOf } from '../support/leads.js';
import { withSystem } from '../support/system.js';

const LOST = { kind: 'filter', filter: { status: 'lost' } } as const;

test('a delete job by filter leaves alone what an update job changes meanwhile, and deletes what that found as it should be', () =>
  withSystem({ policies: {} }, async (system) => {
    const { dataSource } = system;
    await dataSource.query(
      `INSERT INTO leads (business_id, name, status, source)
       SELECT 1, 'Lead ' || n, 'lost', CASE n % 2 WHEN 0 THEN 'fair' ELSE 'web' END FROM generate_series(1, 60) AS n`,
    );
    const before = await leadsOf(system, 1);
    await system.startWorker();
    const common = { targets: leadTargets, selection: LOST };
    const deletion = await system.start({
      ...{ ...common, operationType: 'delete_leads_bulk', batchSize: 10, throttleMs: 60_000 },
    });
    await jobWhen(system, deletion, ({ processed }) => processed === 10);
    const update = await system.start({
      ...{ ...common, operationType: 'update_leads_bulk', batchSize: 1_000, parameters: { source: 'fair' } },
    });
    // Those that the delete job has taken by now are none of its targets any more.
    expect(await system.finished(update.id)).toMatchObject({ status: 'completed', total: 50, succeeded: 50 });

    await changeSpeed(system, deletion, { seq: await numbered(system, deletion), throttleMs: 0 });
    expect(await system.finished(deletion.id)).toMatchObject({
      ...{ status: 'completed', total: 60, succeeded: 35, failed: 0, changedSince: 25 },
    });
    const left = before.filter((_, index) => index >= 10 && index % 2 === 0);
    expect(await leadsOf(system, 1)).toEqual(left);
    const sources = await dataSource.query<object[]>(`SELECT DISTINCT source FROM leads`);
    expect(sources).toEqual([{ source: 'fair' }]);
  }));
