import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexBeside } from '../../../service-kit/postgres/migration-sql';

/** Items of price lists are found by their unit. */
export class ItemsByUnit1796900000631 implements MigrationInterface {
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const columns = 'ON estimates.catalogue_items (org_id, unit)';
    await createIndexBeside(runner, 'estimates.catalogue_items_unit', columns);
  }

  /** Outside of a transaction, too: a try that died may have taken it away. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS estimates.catalogue_items_unit');
  }
}
