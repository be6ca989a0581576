import type { MigrationInterface, QueryRunner } from 'typeorm';

/** More would not fit into a table that a person reads. */
const MOST_TAGS = 20;

/**
 * Who works on a lead, what it is tagged with, and whether the law forbids to delete it.
 *
 * Safe on 10,000,000 rows in use: the defaults are constants, so no row is rewritten, and the constraint is not looked at in
 * the rows that are there, which all have the default.
 */
export class AddOwnerTagsAndHold1764000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN owner text,
        ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
        ADD COLUMN legal_hold boolean NOT NULL DEFAULT false`);
    await runner.query(`
      ALTER TABLE leads ADD CONSTRAINT leads_tags
        CHECK (cardinality(tags) <= ${MOST_TAGS} AND array_position(tags, NULL) IS NULL) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE leads DROP COLUMN owner, DROP COLUMN tags, DROP COLUMN legal_hold');
  }
}
