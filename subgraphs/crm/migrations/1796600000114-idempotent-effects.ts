import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIdempotentEffects } from '../../../service-kit/postgres/migration-sql';

/** What was done under an `Idempotency-Key`. */
export class CrmIdempotentEffects1796600000114 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIdempotentEffects(runner, 'crm', 'cashcraft_crm');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.idempotent_effects');
  }
}
