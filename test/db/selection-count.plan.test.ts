import { expect, test } from '@jest/globals';
import { Business } from '../../src/db/business.js';
import { selectTargets } from '../../src/db/selections/select-targets.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import type { Selection } from '../../src/operations/selection.js';
import { withDatabase } from '../support/test-database.js';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

const SELECTIONS: Selection[] = [{ kind: 'all' }, { kind: 'filter', filter: { status: 'new' } }];
/** PostgreSQL would count with several processes wherever it may. */
const PARALLEL = {
  parallel_setup_cost: 0,
  parallel_tuple_cost: 0,
  min_parallel_table_scan_size: 0,
  min_parallel_index_scan_size: 0,
};

test.each(SELECTIONS)('the count of a start uses one process, and reads its moment once: $kind', (selection) =>
  withDatabase(async (database) => {
    const { dataSource, url } = database;
    const name = new URL(url).pathname.slice(1);
    for (const [setting, value] of Object.entries(PARALLEL)) {
      await dataSource.query(`ALTER DATABASE ${name} SET ${setting} = ${value}`);
    }
    await dataSource.query(`INSERT INTO leads (business_id, name) SELECT 1, 'A lead' FROM generate_series(1, 2000)`);
    await dataSource.query('VACUUM ANALYZE leads');
    const business = new Business(await database.as('bulkgate_api'), 1);
    const selected = selectTargets(leadTargets, { businessId: 1, selection, upperBound: null, asOf: null });
    const how = { atMost: null, timeoutMs: 30_000 };
    expect((await selected.count(business, how)).count).toBe(2_000);

    let nodes: readonly PlanNode[] = [];
    const explaining = {
      id: 1,
      async queryInTurn(statements: Parameters<Business['queryInTurn']>[0], timeoutMs: number) {
        const { text, values = [] } = statements.at(-1)!;
        const asking = [...statements.slice(0, -1), { text: `EXPLAIN (FORMAT JSON) ${text}`, values }];
        const [row] = await business.queryInTurn<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(asking, timeoutMs);
        nodes = nodesOf(row!['QUERY PLAN'][0]!.Plan);
        return [{ count: 0 }];
      },
    } as unknown as Business;
    await selected.count(explaining, how);
    expect(nodes.filter((node) => node['Node Type'].startsWith('Gather'))).toEqual([]);
    const filters = nodes.filter((node) => node['Relation Name'] === 'leads').map(({ Filter = '' }) => Filter);
    expect(filters.join()).toContain('updated_at');
    expect(filters.join()).not.toContain('current_setting');
  }),
);

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
