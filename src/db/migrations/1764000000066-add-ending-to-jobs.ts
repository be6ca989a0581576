import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `sends_messages`: the job's chunks stay open while their messages are sent. `ending_at`: somebody is about to give such a job
 * its final status, and nothing is claimed any more. It is committed before the end, because a claim that has been committed
 * by then is seen by the end, and a later one sees this.
 *
 * `chunks_closed_at`: written by `close_open_chunks` alone, in the transaction that ends the job.
 *
 * `jobs_ending`: a program of the version before cannot end such a job and leave messages in its outbox, also when a program of
 * this version has died after `ending_at`. It tries again until one of this version does it.
 *
 * Safe on 10,000,000 rows in use: the columns come without a rewrite, and the constraint without a look at the rows that are
 * there, none of which sends messages.
 */
export class AddEndingToJobs1764000000066 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN sends_messages boolean NOT NULL DEFAULT false, ADD COLUMN ending_at timestamptz,
        ADD COLUMN chunks_closed_at timestamptz,
        ADD CONSTRAINT jobs_ending CHECK (
          NOT sends_messages OR chunks_closed_at IS NOT NULL OR status NOT IN ('completed', 'failed', 'cancelled')) NOT VALID`);
  }

  /** @throws where a job of messages is live: the version before would end it with messages in its outbox */
  async down(runner: QueryRunner): Promise<void> {
    // A constraint is checked on every row; a query would see none, because row-level security holds the owner as well.
    await runner
      .query(
        `ALTER TABLE jobs ADD CONSTRAINT jobs_no_live_messages
           CHECK (NOT sends_messages OR status IN ('completed', 'failed', 'cancelled'))`,
      )
      .catch((cause: unknown) => {
        throw new Error('a job that sends messages is live: it cannot go back before that has ended', { cause });
      });
    await runner.query(
      'ALTER TABLE jobs DROP COLUMN sends_messages, DROP COLUMN ending_at, DROP COLUMN chunks_closed_at',
    );
  }
}
