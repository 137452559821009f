import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexBeside } from '../../../service-kit/postgres/migration-sql';

/** As `PLAIN_UNIT` of `units/units.ts` has it. */
const PLAIN = String.raw`translate(lower(unit), E'ё .,/^·-–—\u00a0\u2009\u202f\t\n\r', 'е')`;

/** Items of price lists are found by their unit, however it is written. */
export class ItemsByUnit1796900000631 implements MigrationInterface {
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexBeside(
      runner,
      'estimates.catalogue_items_unit',
      `ON estimates.catalogue_items (org_id, (${PLAIN}))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX estimates.catalogue_items_unit');
  }
}
