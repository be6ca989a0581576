import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';
import { rowLevelSecurityOn } from './row-level-security.js';

/**
 * The archive: rows that jobs have deleted, and values that they have overwritten, kept until `expires_on` for their undo.
 *
 * It is partitioned by that day, so that a purge drops a table and deletes no rows. `archive_partitions` is the registry of
 * the days: `kept`, or `dropping` once the purge has decided that nothing is restored from it any more. It names days and no
 * business, so it has no row-level security.
 *
 * The programs own no table, so that functions of the owner make and drop the partitions. A partition has row-level security
 * without a policy and no grants: its rows are reached through the archive alone.
 */
export class CreateArchive1764000000048 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `kind`: a row was deleted, a reference to a deleted row was cleared, or columns were updated. `table_name` and `row_id`
    // are those of the row itself; `target_id` is the target that it went with.
    await runner.query(`
      CREATE TABLE archive (
        business_id integer NOT NULL CHECK (business_id > 0),
        expires_on date NOT NULL,
        job_id uuid NOT NULL,
        target_id bigint NOT NULL,
        table_name text NOT NULL,
        row_id bigint NOT NULL,
        kind text NOT NULL CHECK (kind IN ('deleted', 'cleared', 'updated')),
        old_values jsonb NOT NULL,
        new_values jsonb,
        CHECK ((kind = 'updated') = (new_values IS NOT NULL))
      ) PARTITION BY LIST (expires_on)`);
    // A restore walks along the targets of a job. Not unique: the ledger of chunks sees to that, and the key would be wider.
    await runner.query('CREATE INDEX archive_job_target ON archive (job_id, target_id)');
    await runner.query(
      rowLevelSecurityOn('archive', {
        api: 'SELECT (business_id, expires_on, job_id, target_id, table_name, row_id, kind)',
        worker: 'SELECT, INSERT',
      }),
    );
    await runner.query(`
      CREATE TABLE archive_partitions (
        expires_on date PRIMARY KEY,
        state text NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'dropping'))
      );
      GRANT SELECT ON archive_partitions TO bulkgate_api;
      GRANT SELECT, UPDATE (state) ON archive_partitions TO bulkgate_worker`);
    for (const made of [MAKE, DROP]) {
      await runner.query(definerFunction({ ...made, language: 'plpgsql', callers: 'bulkgate_worker' }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION make_archive_partition(date); DROP FUNCTION drop_archive_partition(date)');
    await runner.query('DROP TABLE archive_partitions, archive');
  }
}

const NAME = `format('archive_%s', to_char(day, 'YYYYMMDD'))`;

/**
 * Attached, and not made as a partition: attaching lets inserts into the other partitions go on. The registry's row is
 * inserted first, so that a second call for the same day waits for the first and then finds the partition there.
 */
const MAKE = {
  signature: 'make_archive_partition(day date)',
  returns: 'void',
  body: `
    BEGIN
      IF EXISTS (SELECT FROM public.archive_partitions WHERE expires_on = day) THEN RETURN; END IF;
      INSERT INTO public.archive_partitions (expires_on) VALUES (day) ON CONFLICT DO NOTHING;
      IF NOT FOUND OR to_regclass(format('public.%I', ${NAME})) IS NOT NULL THEN RETURN; END IF;
      EXECUTE format('CREATE TABLE public.%I (LIKE public.archive INCLUDING ALL)', ${NAME});
      EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', ${NAME});
      EXECUTE format('ALTER TABLE public.archive ATTACH PARTITION public.%I FOR VALUES IN (%L)', ${NAME}, day);
    END`,
};

/**
 * Drops a partition that is marked as `dropping`; false where it is not. The whole archive is locked for that, and whoever
 * comes behind this lock waits with it: so it is waited for shortly, and otherwise left to the next purge.
 */
const DROP = {
  signature: 'drop_archive_partition(day date)',
  returns: 'boolean',
  settings: `SET search_path = '' SET lock_timeout = '1s'`,
  body: `
    BEGIN
      DELETE FROM public.archive_partitions WHERE expires_on = day AND state = 'dropping';
      IF NOT FOUND THEN RETURN false; END IF;
      EXECUTE format('DROP TABLE public.%I', ${NAME});
      RETURN true;
    END`,
};
