import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs, and the index that allows one live job per business and operation type.
 *
 * - `upper_bound`, `accepted_snapshot`: what a job selects is fixed when its request is accepted. `changed_since` counts the
 *   rows that were left alone because they were changed after that.
 * - `status_seq`, `speed_seq`: the control that the status and the speed came from. A workflow that was reset compares them
 *   with a control that it has received.
 * - `worked_ms`, `recent_per_second`, `counted_at`: the time at work or at rest, and the rate of the last minute.
 * - `temporal_run_id`: for the link to the Temporal Web UI.
 */
export class CreateJobs1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // fillfactor: a live job's row is updated by every batch; room on its page keeps those updates HOT.
    await runner.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        business_id integer NOT NULL CHECK (business_id > 0),
        operation_type text NOT NULL,
        status text NOT NULL CHECK (status IN
          ('pending', 'running', 'pausing', 'paused', 'cancelling', 'completed', 'failed', 'cancelled')),
        selection_kind text NOT NULL CHECK (selection_kind IN ('ids', 'filter', 'all')),
        selection_filter jsonb,
        staging_id uuid,
        requested_by text NOT NULL,
        batch_size integer NOT NULL,
        throttle_ms integer NOT NULL,
        total bigint,
        upper_bound bigint,
        accepted_snapshot pg_snapshot,
        processed bigint NOT NULL DEFAULT 0,
        succeeded bigint NOT NULL DEFAULT 0,
        failed_count bigint NOT NULL DEFAULT 0,
        skipped bigint NOT NULL DEFAULT 0,
        changed_since bigint,
        not_attempted bigint,
        runs integer NOT NULL DEFAULT 0,
        control_seq bigint NOT NULL DEFAULT 0,
        status_no integer NOT NULL DEFAULT 0,
        status_seq integer NOT NULL DEFAULT 0,
        speed_seq integer NOT NULL DEFAULT 0,
        status_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        paused_ms bigint NOT NULL DEFAULT 0,
        worked_ms bigint,
        recent_per_second double precision,
        counted_at timestamptz,
        cancel_requested_at timestamptz,
        last_error text CHECK (char_length(last_error) <= 200),
        temporal_namespace text NOT NULL,
        temporal_run_id text,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        heartbeat_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT jobs_counts CHECK (processed = succeeded + failed_count + skipped),
        CONSTRAINT jobs_final_counts CHECK (
          status NOT IN ('completed', 'failed', 'cancelled')
          OR (total = processed + not_attempted AND finished_at IS NOT NULL)),
        CONSTRAINT jobs_selection CHECK (
          (selection_kind = 'ids') = (staging_id IS NOT NULL)
          AND (selection_kind = 'filter') = (selection_filter IS NOT NULL))
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      CREATE UNIQUE INDEX jobs_one_live ON jobs (business_id, operation_type)
        WHERE status NOT IN ('completed', 'failed', 'cancelled')`);
    // GET /jobs: newest first, within a business.
    await runner.query('CREATE INDEX jobs_business_id_id ON jobs (business_id, id)');
    // The reconciler: live jobs by age; there are never many.
    await runner.query(`
      CREATE INDEX jobs_live_created_at ON jobs (created_at)
        WHERE status NOT IN ('completed', 'failed', 'cancelled')`);
    // The purge.
    await runner.query('CREATE INDEX jobs_finished_at ON jobs (finished_at) WHERE finished_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs');
  }
}
