import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addEventTraces, dropEventTraces } from '../../../service-kit/outbox/event-tables';

export class CrmEventTraces1796900000601 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addEventTraces(runner, 'crm');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropEventTraces(runner, 'crm');
  }
}
