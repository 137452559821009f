import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letFilesBeSent, letFilesNotBeSent } from '../../../service-kit/files/file-tables';

export class EstimatesUploads1796600000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await letFilesBeSent(runner, 'estimates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await letFilesNotBeSent(runner, 'estimates');
  }
}
