import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** What was read of files, row by row, until it is applied or a week is over; and which columns were chosen for which headers. */
export class EstimatesImports1796800000551 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE estimates.imports (
        org_id uuid NOT NULL,
        id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('READING', 'READY', 'FAILED', 'APPLIED')),
        job_id uuid NOT NULL,
        file_id uuid NOT NULL,
        file_name text NOT NULL CHECK (length(file_name) <= 200),
        estimate_id uuid,
        estimate_version integer,
        mode text NOT NULL CHECK (mode IN ('APPEND', 'REPLACE', 'UPDATE')),
        choices jsonb NOT NULL,
        reading jsonb,
        error_code text,
        error_message text,
        applied_to uuid,
        created_by uuid NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, id)
      )`);
    await runner.query('CREATE INDEX imports_by_time ON estimates.imports (org_id, created_at)');
    await runner.query(`
      CREATE TABLE estimates.import_rows (
        org_id uuid NOT NULL,
        import_id uuid NOT NULL,
        row integer NOT NULL,
        outcome text NOT NULL,
        has_error boolean NOT NULL,
        has_warning boolean NOT NULL,
        data jsonb NOT NULL,
        PRIMARY KEY (org_id, import_id, row),
        FOREIGN KEY (org_id, import_id) REFERENCES estimates.imports (org_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE estimates.import_mappings (
        org_id uuid NOT NULL,
        fingerprint text NOT NULL CHECK (length(fingerprint) = 32),
        columns jsonb NOT NULL,
        used_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, fingerprint)
      )`);
    for (const table of ['imports', 'import_rows', 'import_mappings']) {
      await protectByOrganization(runner, `estimates.${table}`);
      await grantTo(runner, 'cashcraft_estimates', `SELECT, INSERT, UPDATE, DELETE ON estimates.${table}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.import_rows, estimates.import_mappings, estimates.imports');
  }
}
