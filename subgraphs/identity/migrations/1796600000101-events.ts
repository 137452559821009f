import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTables, dropEventTables } from '../../../service-kit/outbox/event-tables';

export class IdentityEvents1796600000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, 'identity', 'cashcraft_identity');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropEventTables(runner, 'identity');
  }
}
