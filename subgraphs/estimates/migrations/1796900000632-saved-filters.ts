import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const TABLE = `
  CREATE TABLE estimates.saved_filters (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    author_id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 300),
    is_shared boolean NOT NULL,
    filter jsonb NOT NULL CHECK (jsonb_typeof(filter) = 'object'),
    order_by text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

/** Filters of estimates that people save, for themselves or for their organisation. */
export class SavedFilters1796900000632 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query('CREATE INDEX ON estimates.saved_filters (org_id, author_id)');
    await protectByOrganization(runner, 'estimates.saved_filters');
    await grantTo(runner, 'cashcraft_estimates', 'SELECT, INSERT, UPDATE, DELETE ON estimates.saved_filters');
    await noteChanges(runner, 'estimates.saved_filters');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.saved_filters');
  }
}
