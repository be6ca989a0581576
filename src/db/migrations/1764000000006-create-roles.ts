import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The roles that the programs work under. They belong to the whole server: another database of it may have made them
 * already, and may need them after this one went back, so `down` leaves them where they are.
 *
 * `bulkgate_finder` owns the functions that look for work over all businesses, `bulkgate_audit_writer` the one that
 * writes the audit log, `bulkgate_auditor` reads that log, `bulkgate_data_migration` is for migrations that change rows
 * of every business.
 */
export class CreateRoles1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A second database that migrates at the same moment makes them too: either way they are there.
    await runner.query(`
      DO $$
      DECLARE
        wanted text;
      BEGIN
        FOREACH wanted IN ARRAY ARRAY['bulkgate_api', 'bulkgate_worker', 'bulkgate_finder', 'bulkgate_audit_writer',
                                      'bulkgate_auditor', 'bulkgate_data_migration'] LOOP
          BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
          EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
          END;
          -- An owner who is no superuser gives functions away and changes data under these roles. It takes them on when it
          -- means to: inherited, the policy for data migrations would hold for the owner all the time.
          IF current_setting('server_version_num')::integer >= 160000 THEN
            IF NOT pg_has_role(current_user, wanted, 'SET') THEN
              EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', wanted, current_user);
            END IF;
          ELSIF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', wanted, current_user);
          END IF;
          EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), wanted);
        END LOOP;
      END $$`);
  }

  async down(): Promise<void> {
    // Nothing: see above.
  }
}
