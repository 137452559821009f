import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createFileTables, dropFileTables } from '../../../service-kit/files/file-tables';

export class EstimatesFiles1796600000116 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createFileTables(runner, 'estimates', 'cashcraft_estimates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropFileTables(runner, 'estimates');
  }
}
