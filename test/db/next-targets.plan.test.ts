import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { selectTargets } from '../../src/db/selections/select-targets.js';
import type { Sql } from '../../src/operations/definition.js';
import { deleteImportedLeads } from '../../src/operations/definitions/delete-imported-leads.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import type { Selection } from '../../src/operations/selection.js';
import { withDatabase } from '../support/test-database.js';

const STAGING_ID = '01890000-0000-7000-8000-000000000000';
const EXPIRES_ON = '2026-06-01';
const LEADS = 30_000;
/** While no transaction was open, and while one was. */
const AS_OF = ['1:1:', '1:2:1'].map((snapshot) => ({ moment: '2026-01-01T00:00:00Z', snapshot }));

// The look-up is planned once per connection. The plan that is kept must walk in the order of ids: one that sorted would
// sort what is left of the selection for each chunk.
test.each([
  { businesses: 1, order: 'n' },
  { businesses: 40, order: 'n' },
  { businesses: 40, order: '(n * 7919) % 30000' },
])('the kept plan of a look-up follows an index: $businesses businesses, in the order of $order', (shape) =>
  withDatabase(async ({ dataSource }) => {
    await fill(dataSource, shape);
    const lookUps: Selection[] = [
      { kind: 'all' },
      { kind: 'ids', stagingId: STAGING_ID },
      { kind: 'failed', ofJob: STAGING_ID, filter: null },
      { kind: 'archived', ofJob: STAGING_ID, expiresOn: EXPIRES_ON },
    ];
    for (const selection of lookUps) {
      for (const asOf of [null, ...AS_OF]) {
        const job = { businessId: 1, selection, upperBound: LEADS, asOf };
        const selected = selectTargets(leadTargets, job);
        const statement = await statementOf((sql) => selected.next(sql, 0, 500, true));
        const nodes = await keptPlan(dataSource, statement);
        const scans = nodes.filter((node) => node['Relation Name'] !== undefined);
        expect(scans.map((node) => node['Node Type'])).toEqual(scans.map(() => expect.stringMatching(/^Index/)));
        // Of the ids that were found, which are a chunk's.
        const sorted = nodes.filter((node) => node['Node Type'] === 'Sort');
        expect(sorted.flatMap(({ Plans }) => Plans!.map((from) => from['CTE Name']))).toEqual(
          sorted.map(() => 'matching'),
        );
      }
    }
  }),
);

test.each([
  ['one that is large, and has come last', 'id > 27000'],
  ['one that is small', 'id % 600 = 0'],
])('the walk through the leads of an import follows their index, in its order: %s', (_, condition) =>
  withDatabase(async ({ dataSource }) => {
    await fill(dataSource, { businesses: 1, order: 'n' });
    await dataSource.query(`UPDATE leads SET import_id = CASE WHEN ${condition} THEN 7 WHEN id % 3 = 0 THEN 8 END`);
    await dataSource.query('VACUUM ANALYZE leads');
    const selection: Selection = { kind: 'filter', filter: { importId: 7 } };
    // With a moment the statistics know that all rows of this test come from one transaction, which leads of a business do not.
    const job = { businessId: 1, selection, upperBound: LEADS, asOf: null };
    const selected = selectTargets(deleteImportedLeads.targets, job);
    // This look-up is planned each time: how many leads an import has is its own.
    const { text, parameters } = await asked((sql) => selected.next(sql, 0, 500, true));
    const nodes = await planOf(dataSource, 'EXPLAIN (FORMAT JSON)', text, parameters);
    const scans = nodes.filter((node) => node['Relation Name'] !== undefined);
    expect(scans).toMatchObject([{ 'Index Name': 'leads_by_import_and_id' }]);
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
  }),
);

async function fill(dataSource: DataSource, { businesses, order }: { businesses: number; order: string }) {
  await dataSource.query(
    `INSERT INTO leads (business_id, name) SELECT 1 + n % ${businesses}, 'A lead' FROM generate_series(1, ${LEADS}) n ORDER BY ${order}`,
  );
  await dataSource.query('INSERT INTO staged_selections (id, business_id) VALUES ($1, 1)', [STAGING_ID]);
  await dataSource.query(
    'INSERT INTO staged_ids (staging_id, business_id, target_id) SELECT $1, 1, n FROM generate_series(1, 10000) n',
    [STAGING_ID],
  );
  await dataSource.query(
    `INSERT INTO job_failures (job_id, business_id, target_id, batch_no, code) SELECT $1, 1, n, 1, '23503' FROM generate_series(1, 10000) n`,
    [STAGING_ID],
  );
  await dataSource.query('SELECT make_archive_partition($1)', [EXPIRES_ON]);
  await dataSource.query(
    `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
     SELECT 1, $2::date, $1::uuid, n, of_table, n, 'deleted', '{}'
       FROM generate_series(1, 10000) n, unnest('{leads,notes}'::text[]) AS of_table`,
    [STAGING_ID, EXPIRES_ON],
  );
  await dataSource.query('VACUUM ANALYZE leads, staged_ids, job_failures, archive');
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'CTE Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

const keptPlan = (dataSource: DataSource, statement: string): Promise<readonly PlanNode[]> =>
  planOf(dataSource, 'EXPLAIN (GENERIC_PLAN, FORMAT JSON)', statement);

async function planOf(
  dataSource: DataSource,
  explain: string,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<readonly PlanNode[]> {
  const [row] = await dataSource.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(`${explain} ${statement}`, [
    ...parameters,
  ]);
  return nodesOf(row!['QUERY PLAN'][0]!.Plan);
}

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

const statementOf = async (ask: (sql: Sql) => Promise<unknown>): Promise<string> => (await asked(ask)).text;

async function asked(ask: (sql: Sql) => Promise<unknown>) {
  let statement: { text: string; parameters: readonly unknown[] } = { text: '', parameters: [] };
  await ask({
    query: <Row>(text: string, parameters: readonly unknown[] = []) => {
      statement = { text, parameters };
      return Promise.resolve([{ ids: '{}', count: 0, taken: 0, last: null }] as Row[]);
    },
  });
  return statement;
}
