import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `GET /audit/targets/{table}/{id}` tells whether a job that undoes another one has come to a target: a chunk of the target's
 * own stream ends at it or behind it.
 */
export class ShowStreamsToApi1764000000068 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT (stream_no) ON job_batches TO bulkgate_api');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT (stream_no) ON job_batches FROM bulkgate_api');
  }
}
