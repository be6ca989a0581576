import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { listCurrentJobs } from '../../src/db/repositories/job-reads.js';
import { acceptedJob } from '../support/accepted-job.js';
import { withDatabase } from '../support/test-database.js';

const FINISHED = 20_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

test('the look at the current jobs of a business reads these alone, however many have finished', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await dataSource.query(
      `INSERT INTO jobs (id, business_id, operation_type, status, selection_kind, requested_by, batch_size, throttle_ms,
                         total, not_attempted, temporal_namespace, created_at, finished_at)
       SELECT gen_random_uuid(), 1 + n % 3, 'delete_leads_bulk', 'completed', 'all', 'operator-1', 1, 0, 0, 0, 'n',
              now() - n * interval '10 minutes', now() - n * interval '10 minutes' FROM generate_series(1, ${FINISHED}) n`,
    );
    const live = await acceptedJob(dataSource);
    const [known] = await dataSource.query<{ id: string }[]>(
      `SELECT id FROM jobs WHERE business_id = 1 AND finished_at < now() - interval '1 day' LIMIT 1`,
    );
    await dataSource.query('VACUUM ANALYZE jobs');
    const business = new Business(await database.as('bulkgate_api'), 1);
    const query = { endedWithinSeconds: 2_700, alsoIds: [known!.id] };
    // Of the four that finished in that time one is of this business; the one that is known finished long ago.
    const found = await listCurrentJobs(business, query);
    expect(found.map(({ id }) => id)).toEqual([live, expect.any(String), known!.id]);

    const explaining = {
      id: 1,
      query: (statement: string, parameters: readonly unknown[]) =>
        business.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`, parameters),
    } as unknown as Business;
    const [row] = (await listCurrentJobs(explaining, query)) as unknown as { 'QUERY PLAN': { Plan: PlanNode }[] }[];
    const nodes = nodesOf(row!['QUERY PLAN'][0]!.Plan);
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    const touched = nodes.map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0));
    expect(Math.max(...touched)).toBeLessThan(10);
  }));

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
