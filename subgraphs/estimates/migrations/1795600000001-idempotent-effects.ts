import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIdempotentEffects } from '../../../service-kit/postgres/migration-sql';

/** What was done under an `Idempotency-Key`. */
export class IdempotentEffects1795600000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIdempotentEffects(runner, 'estimates', 'cashcraft_estimates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.idempotent_effects');
  }
}
