import type { MigrationInterface, QueryRunner } from 'typeorm';
import { definerFunction } from './definer-function.js';

const SIGNATURE = 'close_open_chunks(ending_job uuid)';

/**
 * Closes the chunks of a job of messages that ends while they are open, and counts them in its row. Part of the transaction that
 * gives the job its final status; `ending_at` has been committed before it.
 *
 * A function of the owner: the API ends jobs as well, and may see neither the ledger nor the outbox. The business is that of
 * the transaction, as for every statement of the programs.
 *
 * It does nothing to a job that is not about to end: messages are still claimed then, behind the chunks that it would close.
 */
export class CloseOpenChunks1764000000067 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      definerFunction({
        signature: SIGNATURE,
        returns: 'void',
        language: 'plpgsql',
        body: BODY,
        callers: 'bulkgate_api, bulkgate_worker',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

const IS_ENDING = `j.id = ending_job AND j.business_id = tenant AND j.sends_messages AND j.ending_at IS NOT NULL
       AND j.status NOT IN ('completed', 'failed', 'cancelled')`;

const OF_CHUNK = `o.job_id = ending_job AND o.stream_no = chunk.stream_no AND o.chunk_no = chunk.batch_no
       AND o.business_id = tenant`;

/**
 * Locks in the order of all others: ledger, outbox, the job's row. First `sending` becomes `unknown`, and then what is prepared
 * goes: an answer of "not processed" that comes in between puts a message back, and the second statement finds it.
 */
const BODY = `
  DECLARE
    tenant integer := NULLIF(current_setting('app.business_id', true), '')::integer;
    chunk record;
    messages record;
    not_sent bigint;
    done bigint := 0;
    done_succeeded bigint := 0;
    done_failed bigint := 0;
  BEGIN
    IF NOT EXISTS (SELECT FROM public.jobs j WHERE ${IS_ENDING}) THEN
      RETURN;
    END IF;
    FOR chunk IN
      SELECT b.stream_no, b.batch_no, b.processed AS taken FROM public.job_batches b
       WHERE b.job_id = ending_job AND b.business_id = tenant AND b.finished_at IS NULL
       ORDER BY b.stream_no, b.batch_no FOR UPDATE
    LOOP
      UPDATE public.outbox o
         SET state = 'unknown', code = 'job_ended', lease_until = NULL, state_at = clock_timestamp()
       WHERE ${OF_CHUNK} AND o.state = 'sending';
      DELETE FROM public.outbox o WHERE ${OF_CHUNK} AND o.state = 'prepared';
      GET DIAGNOSTICS not_sent = ROW_COUNT;
      SELECT count(*) FILTER (WHERE o.state IN ('accepted', 'sent', 'delivered', 'read')) AS succeeded,
             count(*) FILTER (WHERE o.state IN ('failed', 'unknown')) AS failed
        INTO messages FROM public.outbox o WHERE ${OF_CHUNK};
      INSERT INTO public.job_failures (business_id, job_id, target_id, batch_no, code)
        SELECT tenant, ending_job, o.target_id, chunk.batch_no, COALESCE(o.code, 'failed') FROM public.outbox o
         WHERE ${OF_CHUNK} AND o.state = 'failed' AND o.failed_by <> 'webhook'
        ON CONFLICT DO NOTHING;
      UPDATE public.job_batches b
         SET processed = chunk.taken - not_sent, succeeded = messages.succeeded, failed_count = messages.failed,
             skipped = chunk.taken - not_sent - messages.succeeded - messages.failed, finished_at = clock_timestamp()
       WHERE b.job_id = ending_job AND b.stream_no = chunk.stream_no AND b.batch_no = chunk.batch_no
         AND b.business_id = tenant;
      done := done + chunk.taken - not_sent;
      done_succeeded := done_succeeded + messages.succeeded;
      done_failed := done_failed + messages.failed;
    END LOOP;
    UPDATE public.jobs j
       SET processed = j.processed + done, succeeded = j.succeeded + done_succeeded,
           failed_count = j.failed_count + done_failed, skipped = j.skipped + done - done_succeeded - done_failed,
           total = GREATEST(j.total, j.processed + done), chunks_closed_at = clock_timestamp()
     WHERE ${IS_ENDING};
  END`;
