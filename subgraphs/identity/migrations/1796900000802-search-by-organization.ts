import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchByOrganization } from '../../../service-kit/postgres/migration-sql';

/** A search in the largest of many organisations goes by the trigram index, too. The version before runs on it. */
export class SearchByOrganization1796900000802 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await searchByOrganization(runner, 'identity');
  }

  async down(runner: QueryRunner): Promise<void> {
    await searchByOrganization(runner, 'identity', { back: true });
  }
}
