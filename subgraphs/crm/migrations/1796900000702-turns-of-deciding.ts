import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who decides about an incoming lead has so long for it; who comes meanwhile waits for what becomes of it. */
export class TurnsOfDeciding1796900000702 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE crm.unsorted_leads ADD COLUMN deciding_until timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE crm.unsorted_leads DROP COLUMN deciding_until');
  }
}
