import { expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { withSystem, workflowOf } from '../support/system.js';
import { stringsIn } from './strings-in-history.js';

const SECRET = 'Secret Name';

test('neither a filter nor a failing row is told to Temporal', async () => {
  const policies = {
    delete_leads_bulk: { batchSize: 10, throttleMs: 0, maxBatchFailures: 1, maxBackoffSeconds: 1 },
  };
  await withSystem({ policies }, async (system) => {
    await system.dataSource.query(
      `INSERT INTO leads (business_id, name, status) SELECT 1, $1 || n, CASE n WHEN 15 THEN 'stuck' ELSE 'new' END
         FROM generate_series(1, 15) AS n`,
      [`${SECRET} `],
    );
    // One batch works; the other meets an error of the server that quotes the row.
    await system.dataSource.query(`
      CREATE FUNCTION keep_stuck_lead() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'not deleting % (%)', OLD.name, OLD.id USING ERRCODE = '38000'; END $$;
      CREATE TRIGGER keep_stuck_lead BEFORE DELETE ON leads
        FOR EACH ROW WHEN (OLD.status = 'stuck') EXECUTE FUNCTION keep_stuck_lead()`);
    await system.startWorker();
    const job = await system.start({
      operationType: 'delete_leads_bulk',
      selection: { kind: 'filter', filter: { text: SECRET } },
    });
    const done = await system.finished(job.id);
    expect(done).toMatchObject({ status: 'failed', succeeded: 10, failed: 5, selectionFilter: { text: SECRET } });
    expect(done.lastError).toContain('SQLSTATE 38000');

    const workflow = workflowOf(system, job);
    await expect(workflow.result()).rejects.toThrow();
    const { memo, typedSearchAttributes, staticSummary, staticDetails } = await describeAll(workflow);
    const told = [
      ...stringsIn(JSON.parse(historyToJSON(await workflow.fetchHistory()))),
      JSON.stringify([memo, typedSearchAttributes, staticSummary, staticDetails]),
      JSON.stringify(await workflow.query('__temporal_workflow_metadata')),
      done.lastError ?? '',
    ];
    expect(told.join('\n')).toContain('delete_leads_bulk');
    expect(told.filter((text) => text.toLowerCase().includes(SECRET.toLowerCase()))).toEqual([]);
  });
});

async function describeAll(workflow: ReturnType<typeof workflowOf>) {
  const description = await workflow.describe();
  const { memo, typedSearchAttributes } = description;
  const [staticSummary, staticDetails] = await Promise.all([description.staticSummary(), description.staticDetails()]);
  return { memo, typedSearchAttributes, staticSummary, staticDetails };
}
