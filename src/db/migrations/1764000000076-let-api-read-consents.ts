import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A dry run of a job of messages says how many people would be reached: the API reads who has consented to which channel. */
export class LetApiReadConsents1764000000076 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT (business_id, lead_id, channel) ON consents TO bulkgate_api');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT (business_id, lead_id, channel) ON consents FROM bulkgate_api');
  }
}
