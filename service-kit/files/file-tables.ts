import type { QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../postgres/migration-sql';

const PURPOSE = `current_setting('app.purpose', true) = 'file_work'`;

/** A file whose bytes never came is given up after this. */
export const PENDING_FOR = "interval '1 hour'";

/**
 * Makes a subgraph's tables of files; call it in a migration of the subgraph. `files` has a row before its bytes are stored and
 * until after they are gone, so no byte is ever without a row; `file_usage` counts what an organisation keeps.
 */
export async function createFileTables(runner: QueryRunner, schema: string, role: string): Promise<void> {
  await runner.query(`
    CREATE TABLE ${schema}.files (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      kind text NOT NULL CHECK (length(kind) <= 10),
      size bigint NOT NULL CHECK (size > 0),
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      state text NOT NULL CHECK (state IN ('PENDING', 'STORED', 'LEAVING')),
      created_by uuid,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      expires_at timestamptz(3),
      PRIMARY KEY (org_id, id)
    )`);
  await runner.query(
    `CREATE INDEX files_by_expiry ON ${schema}.files (expires_at) WHERE expires_at IS NOT NULL`,
  );
  await runner.query(`CREATE INDEX files_unfinished ON ${schema}.files (created_at) WHERE state <> 'STORED'`);
  await runner.query(`
    CREATE TABLE ${schema}.file_usage (
      org_id uuid PRIMARY KEY,
      bytes bigint NOT NULL CHECK (bytes >= 0)
    )`);
  await protectByOrganization(runner, `${schema}.files`, PURPOSE);
  await protectByOrganization(runner, `${schema}.file_usage`);
  await grantTo(runner, role, `SELECT, INSERT, UPDATE, DELETE ON ${schema}.files`);
  await grantTo(runner, role, `SELECT, INSERT, UPDATE ON ${schema}.file_usage`);
  await runner.query(`
    CREATE FUNCTION ${schema}.file_work(most integer) RETURNS TABLE (org_id uuid, id uuid)
      LANGUAGE plpgsql SECURITY INVOKER AS $$
    BEGIN
      PERFORM set_config('app.purpose', 'file_work', true);
      RETURN QUERY SELECT f.org_id, f.id FROM ${schema}.files f
        WHERE f.expires_at < now() OR f.state = 'LEAVING'
           OR (f.state = 'PENDING' AND f.created_at < now() - ${PENDING_FOR})
        ORDER BY random() LIMIT most; -- those that can't be removed don't stand in the way of the others
      PERFORM set_config('app.purpose', '', true);
    END $$`);
}

/**
 * Lets a subgraph's files be announced before they come (`uploads.ts`): then nothing is known yet but what was announced.
 */
export async function letFilesBeSent(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`
    ALTER TABLE ${schema}.files
      ALTER COLUMN kind DROP NOT NULL,
      ALTER COLUMN sha256 DROP NOT NULL,
      ADD COLUMN purpose text CHECK (purpose ~ '^[A-Z_]{1,40}$'),
      ADD COLUMN receiving_until timestamptz(3),
      ADD CONSTRAINT files_known CHECK (state <> 'STORED' OR (kind IS NOT NULL AND sha256 IS NOT NULL))`);
}

/** Takes back what {@link letFilesBeSent} did; what has not come is forgotten. */
export async function letFilesNotBeSent(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`DELETE FROM ${schema}.files WHERE kind IS NULL OR sha256 IS NULL`);
  await runner.query(`
    ALTER TABLE ${schema}.files
      DROP CONSTRAINT files_known,
      DROP COLUMN receiving_until,
      DROP COLUMN purpose,
      ALTER COLUMN sha256 SET NOT NULL,
      ALTER COLUMN kind SET NOT NULL`);
}

/** Takes back what {@link createFileTables} made. */
export async function dropFileTables(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`DROP FUNCTION ${schema}.file_work(integer)`);
  await runner.query(`DROP TABLE ${schema}.files, ${schema}.file_usage`);
}
