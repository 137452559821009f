import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ASSETS = `
  CREATE TABLE estimates.assets (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    job_id uuid NOT NULL,
    project_id uuid,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 200),
    kind text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    state text NOT NULL CHECK (state IN ('PROCESSING', 'READY', 'FAILED')),
    error_code text,
    error_message text,
    page_count integer,
    sheets jsonb NOT NULL DEFAULT '[]',
    part_count integer NOT NULL DEFAULT 0,
    is_truncated boolean NOT NULL DEFAULT false,
    author_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, project_id) REFERENCES estimates.projects (org_id, id) ON DELETE SET NULL (project_id)
  )`;

const PARTS = `
  CREATE TABLE estimates.asset_parts (
    org_id uuid NOT NULL,
    asset_id uuid NOT NULL,
    number integer NOT NULL,
    sheet text,
    row integer,
    page integer,
    text text NOT NULL,
    cells jsonb NOT NULL,
    PRIMARY KEY (org_id, asset_id, number),
    FOREIGN KEY (org_id, asset_id) REFERENCES estimates.assets (org_id, id) ON DELETE CASCADE
  )`;

/** Files that an organisation keeps, and what was read of them (docs/assets.md). */
export class Assets1796900000646 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ASSETS);
    await runner.query('CREATE INDEX ON estimates.assets (org_id, created_at, id)');
    await runner.query('CREATE INDEX ON estimates.assets (org_id, project_id) WHERE project_id IS NOT NULL');
    await runner.query('CREATE INDEX ON estimates.assets (org_id, sha256)');
    await runner.query(PARTS);
    for (const table of ['assets', 'asset_parts']) {
      await protectByOrganization(runner, `estimates.${table}`);
      await grantTo(runner, 'cashcraft_estimates', `SELECT, INSERT, UPDATE, DELETE ON estimates.${table}`);
    }
    await noteChanges(runner, 'estimates.assets');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.asset_parts, estimates.assets');
  }
}
