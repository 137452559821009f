import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexBeside } from '../../../service-kit/postgres/migration-sql';

const NAME = 'estimates.positions_with_dated_tax';

/** Finds drafts whose positions have a tax with days of their own; few do. */
export class PositionsByTax1796900000811 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const definition =
      'ON estimates.positions (org_id, estimate_id) WHERE tax_id IS NOT NULL OR second_tax_id IS NOT NULL';
    await createIndexBeside(runner, NAME, definition);
  }

  /** Outside of a transaction, too: a try that died may have taken it away. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX IF EXISTS ${NAME}`);
  }
}
