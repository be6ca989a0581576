import { expect, test } from '@jest/globals';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

const TYPE = 'enqueue_outbound_calls';

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

test('what is due to be asked about is found without a look at what nobody knows of since long ago', () =>
  withDatabase(async ({ dataSource }) => {
    const jobId = await acceptedJob(dataSource, { operationType: TYPE });
    await dataSource.query(
      `INSERT INTO outbox (business_id, job_id, target_id, stream_no, chunk_no, state, address, claimed_at, state_at, asked_since)
       SELECT 1, $1, n, 1, 1, (CASE WHEN n % 5 = 0 THEN 'unknown' ELSE 'accepted' END)::message_state, 'to ' || n, now(),
              now() - CASE WHEN n > 15 THEN interval '3 days' ELSE '1 minute' END,
              CASE WHEN n > 99990 THEN now() WHEN n > 50000 THEN now() - interval '1 day' END
         FROM generate_series(1, 100000) n`,
      [jobId],
    );
    // No VACUUM with it: ANALYZE counts the entries of the indexes only by itself.
    await dataSource.query('ANALYZE outbox, jobs');
    const [finder] = await dataSource.query<{ body: string }[]>(
      `SELECT prosrc AS body FROM pg_proc WHERE proname = 'find_unknown_messages'`,
    );
    const values = { types: `'{${TYPE}}'::text[]`, within: `interval '10 minutes'`, at_most: '500' };
    const statement = Object.entries(values).reduce(
      (body, [name, value]) => body.replace(new RegExp(`\\b${name}\\b`, 'g'), value),
      finder!.body,
    );
    const [row] = await dataSource.transaction(async (sql) => {
      await sql.query('SET LOCAL ROLE bulkgate_finder');
      return sql.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`);
    });
    const { Plan: plan } = row!['QUERY PLAN'][0]!;
    expect(plan['Actual Rows']).toBe(5);
    const touched = nodesOf(plan).map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));
    expect(Math.max(...touched)).toBeLessThan(100);
  }));

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
