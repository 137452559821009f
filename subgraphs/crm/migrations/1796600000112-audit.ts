import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTables, dropAuditTables } from '../../../service-kit/audit/audit-tables';

export class CrmAudit1796600000112 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAuditTables(runner, 'crm', 'cashcraft_crm');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAuditTables(runner, 'crm');
  }
}
