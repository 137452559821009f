import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTables, dropEventTables } from '../../../service-kit/outbox/event-tables';

export class EstimatesEvents1796600000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, 'estimates', 'cashcraft_estimates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropEventTables(runner, 'estimates');
  }
}
