import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTables, dropAuditTables } from '../../../service-kit/audit/audit-tables';

export class IdentityAudit1796600000111 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAuditTables(runner, 'identity', 'cashcraft_identity');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAuditTables(runner, 'identity');
  }
}
