import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTables, dropAuditTables } from '../../../service-kit/audit/audit-tables';

export class EstimatesAudit1796600000113 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAuditTables(runner, 'estimates', 'cashcraft_estimates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAuditTables(runner, 'estimates');
  }
}
