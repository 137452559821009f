import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPurge, dropPurge } from '../../../service-kit/postgres/purge';

export class PurgeOrganizationsInCrm1796800000506 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createPurge(runner, 'crm', 'cashcraft_crm');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropPurge(runner, 'crm');
  }
}
