import { expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Business } from '../../src/db/business.js';
import { CreateArchiveByTarget1764000000059 } from '../../src/db/migrations/1764000000059-create-archive-by-target.js';
import { listTargetRecords } from '../../src/db/repositories/target-records.js';
import { leadTargets } from '../../src/operations/definitions/lead-targets.js';
import { type TestDatabase, withDatabase } from '../support/test-database.js';

const DAYS = 3;
const TARGETS = 20_000;

/** Targets with three notes each, which have gone with them, in partitions as the worker makes them. */
async function fill(dataSource: DataSource): Promise<void> {
  for (let day = 1; day <= DAYS; day++) {
    await dataSource.query(`SELECT make_archive_partition((now() AT TIME ZONE 'UTC')::date + $1::integer)`, [day]);
  }
  await dataSource.query(
    `INSERT INTO archive (business_id, expires_on, job_id, target_id, table_name, row_id, kind, old_values)
     SELECT 1, (now() AT TIME ZONE 'UTC')::date + day, gen_random_uuid(), target,
            CASE part WHEN 0 THEN 'leads' ELSE 'notes' END, target + part * 1000000, 'deleted', '{"name": "Ada"}'
       FROM generate_series(1, $1::integer) AS day, generate_series(1, $2::integer) AS target, generate_series(0, 3) AS part`,
    [DAYS, TARGETS],
  );
  await dataSource.query('ANALYZE archive, jobs, job_failures');
}

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** How the API reads the partitions for the history of one target, within the walls of the business. */
async function scans(database: TestDatabase): Promise<PlanNode[]> {
  const api = new Business(await database.as('bulkgate_api'), 1);
  const nodes: PlanNode[] = [];
  const explaining = {
    id: api.id,
    async query(statement: string, parameters: readonly unknown[]) {
      const explain = `EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`;
      const [row] = await api.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(explain, parameters);
      nodes.push(...nodesOf(row!['QUERY PLAN'][0]!.Plan));
      return [];
    },
  };
  const target = { targetId: 4_711, targets: leadTargets, types: ['delete_leads_bulk'] };
  await listTargetRecords(explaining as unknown as Business, target, null, 51);
  return nodes.filter((node) => node['Relation Name']?.startsWith('archive_2'));
}

const migration = new CreateArchiveByTarget1764000000059();

async function forward(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await migration.up(runner).finally(() => runner.release());
}

const ONE_LOOK_UP = Array(DAYS).fill({
  ...{ 'Node Type': 'Index Scan', 'Index Name': expect.stringMatching(/target/), 'Actual Rows': 1 },
  'Index Cond': expect.stringContaining('target_id ='),
});

test('the history of a target is one look-up in each partition, with an index that was built first or last', () =>
  withDatabase(async (database) => {
    const { dataSource } = database;
    await fill(dataSource);
    expect(await scans(database)).toMatchObject(ONE_LOOK_UP);
    // As TypeORM takes a migration back: in a transaction.
    await dataSource.transaction((manager) => migration.down(manager.queryRunner!));
    const [indexes] = await dataSource.query<object[]>(
      `SELECT count(*) AS count FROM pg_indexes WHERE tablename LIKE 'archive%' AND indexdef LIKE '%row_id%'`,
    );
    expect(indexes).toEqual({ count: 0 });
    await forward(dataSource);
    await forward(dataSource);
    expect(await scans(database)).toMatchObject(ONE_LOOK_UP);
    const [whole] = await dataSource.query<object[]>(
      `SELECT indisvalid AS "isValid" FROM pg_index WHERE indexrelid = 'archive_by_target'::regclass`,
    );
    expect(whole).toEqual({ isValid: true });
  }));
