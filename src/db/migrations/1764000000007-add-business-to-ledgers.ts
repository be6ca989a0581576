import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that told their business only through a job or a staging, and which row tells it. */
const TABLES = [
  { table: 'job_batches', key: 'job_id', owner: 'jobs' },
  { table: 'job_failures', key: 'job_id', owner: 'jobs' },
  { table: 'staged_ids', key: 'staging_id', owner: 'staged_selections' },
] as const;

/** Jobs, or stagings, whose rows are filled in by one statement. */
const OWNERS_AT_ONCE = 20;

/**
 * The business stands in each row of the ledgers and of the staged ids, so that a policy is a comparison and not a look-up
 * for each row.
 *
 * Safe on a table of 10,000,000 rows in use: the column comes without a default (no rewrite), rows are filled in by a few
 * jobs at a time in transactions of their own, and NOT NULL takes over from a check that was validated without keeping
 * writers out. May be run again when it was cut off.
 */
export class AddBusinessToLedgers1764000000007 implements MigrationInterface {
  readonly name = 'AddBusinessToLedgers1764000000007';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const { table, key, owner } of TABLES) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS business_id integer`);
      await fill(runner, table, key, owner);
      // Without an owner nobody can ever ask for them: a ledger is purged before its job's row, staged ids after their header.
      await runner.query(`DELETE FROM ${table} WHERE business_id IS NULL`);
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${table}_business_id`);
      await runner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT ${table}_business_id CHECK (business_id IS NOT NULL) NOT VALID`,
      );
      await runner.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${table}_business_id`);
      await runner.query(`ALTER TABLE ${table} ALTER COLUMN business_id SET NOT NULL`);
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_business_id`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table } of TABLES) await runner.query(`ALTER TABLE ${table} DROP COLUMN IF EXISTS business_id`);
  }
}

/** Walks the owners by id: their rows are found by the primary key, whatever the size of the table. */
async function fill(runner: QueryRunner, table: string, key: string, owner: string): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const owners = (await runner.query(`SELECT id FROM ${owner} WHERE id > $1 ORDER BY id LIMIT ${OWNERS_AT_ONCE}`, [
      after,
    ])) as { id: string }[];
    const last = owners.at(-1);
    if (!last) return;
    await runner.query(
      `UPDATE ${table} t SET business_id = o.business_id FROM ${owner} o
        WHERE o.id = ANY($1::uuid[]) AND t.${key} = o.id AND t.business_id IS NULL`,
      [owners.map(({ id }) => id)],
    );
    after = last.id;
  }
}
