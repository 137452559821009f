import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTables, dropEventTables } from '../../../service-kit/outbox/event-tables';

export class CrmEvents1796600000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, 'crm', 'cashcraft_crm');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropEventTables(runner, 'crm');
  }
}
