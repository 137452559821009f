import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addEventTraces, dropEventTraces } from '../../../service-kit/outbox/event-tables';

export class IdentityEventTraces1796900000603 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addEventTraces(runner, 'identity');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropEventTraces(runner, 'identity');
  }
}
