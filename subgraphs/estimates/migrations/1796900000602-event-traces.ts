import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addEventTraces, dropEventTraces } from '../../../service-kit/outbox/event-tables';

export class EstimatesEventTraces1796900000602 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addEventTraces(runner, 'estimates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropEventTraces(runner, 'estimates');
  }
}
