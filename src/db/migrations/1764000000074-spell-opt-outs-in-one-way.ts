import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * On WhatsApp some numbers of Argentina, Brazil and Mexico have two spellings, and opt-outs are looked for under one
 * (`whatsAppAddressOf`). One that is recorded under the other, by a data migration, would not be found: it is refused.
 *
 * Rows of before are not checked. Webhooks have recorded both spellings of Argentina and Brazil, and one of Mexico.
 */
export class SpellOptOutsInOneWay1764000000074 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE opt_outs ADD CONSTRAINT opt_outs_one_spelling CHECK (
        channel <> 'whatsapp' OR address !~ '^\\+(54[1-8][0-9]{9}|55[0-9]{2}[6-9][0-9]{7}|521[0-9]{10})$') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE opt_outs DROP CONSTRAINT opt_outs_one_spelling');
  }
}
