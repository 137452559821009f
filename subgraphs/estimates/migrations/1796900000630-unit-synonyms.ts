import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const TABLE = `
  CREATE TABLE estimates.unit_synonyms (
    org_id uuid NOT NULL,
    plain text NOT NULL CHECK (plain <> '' AND char_length(plain) <= 50),
    word text NOT NULL CHECK (char_length(word) <= 50),
    unit text NOT NULL CHECK (unit <> '' AND char_length(unit) <= 50),
    PRIMARY KEY (org_id, plain)
  )`;

/** Words of an organisation's own for units. */
export class UnitSynonyms1796900000630 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await protectByOrganization(runner, 'estimates.unit_synonyms');
    await grantTo(runner, 'cashcraft_estimates', 'SELECT, INSERT, UPDATE, DELETE ON estimates.unit_synonyms');
    await noteChanges(runner, 'estimates.unit_synonyms');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.unit_synonyms');
  }
}
