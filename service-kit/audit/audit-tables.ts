import type { QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../postgres/migration-sql';

const TABLES = ['audit_entries', 'audit_links', 'audit_checkpoints'] as const;
const PURPOSE = `current_setting('app.purpose', true) = 'audit_work'`;

/** Rows that are older and not chained were written by a transaction longer than any we allow: `verifyAudit` shows them. */
export const CHAIN_WINDOW = "interval '1 hour'";

/**
 * Makes a subgraph's audit tables; call it in a migration of the subgraph. They are append-only: the application's role may
 * read and insert, and a trigger refuses everything else to the owner too.
 */
export async function createAuditTables(runner: QueryRunner, schema: string, role: string): Promise<void> {
  await createTables(runner, schema);
  await runner.query(`
    CREATE FUNCTION ${schema}.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = '42501';
    END $$`);
  for (const table of TABLES) {
    await protectByOrganization(
      runner,
      `${schema}.${table}`,
      table === 'audit_checkpoints' ? undefined : PURPOSE,
    );
    await runner.query(
      `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.${table}
         FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse_audit_change()`,
    );
    await grantTo(runner, role, `SELECT, INSERT ON ${schema}.${table}`);
  }
  await runner.query(`
    CREATE FUNCTION ${schema}.audit_work() RETURNS TABLE (org_id uuid) LANGUAGE plpgsql SECURITY INVOKER AS $$
    BEGIN
      PERFORM set_config('app.purpose', 'audit_work', true);
      RETURN QUERY SELECT DISTINCT e.org_id FROM ${schema}.audit_entries e
        WHERE e.at > now() - ${CHAIN_WINDOW} AND NOT EXISTS (
          SELECT 1 FROM ${schema}.audit_links l WHERE l.org_id = e.org_id AND l.entry_id = e.id);
      PERFORM set_config('app.purpose', '', true);
    END $$`);
}

/** Takes back what {@link createAuditTables} made. */
export async function dropAuditTables(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`DROP FUNCTION ${schema}.audit_work()`);
  await runner.query(`DROP TABLE ${TABLES.map((table) => `${schema}.${table}`).join(', ')}`);
  await runner.query(`DROP FUNCTION ${schema}.refuse_audit_change()`);
}

async function createTables(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`
    CREATE TABLE ${schema}.audit_entries (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      actor_kind text NOT NULL CHECK (actor_kind IN ('USER', 'KEY', 'SYSTEM', 'RULE')),
      actor_id text,
      action text NOT NULL CHECK (length(action) <= 100),
      object_type text,
      object_id text,
      before jsonb,
      after jsonb,
      ip text,
      request_id text,
      PRIMARY KEY (org_id, id)
    )`);
  await runner.query(`CREATE INDEX audit_entries_by_time ON ${schema}.audit_entries (org_id, at, id)`);
  await runner.query(
    `CREATE INDEX audit_entries_by_object ON ${schema}.audit_entries (org_id, object_id, at)`,
  );
  await runner.query(`CREATE INDEX audit_entries_new ON ${schema}.audit_entries USING brin (at)`);
  await runner.query(`
    CREATE TABLE ${schema}.audit_links (
      org_id uuid NOT NULL,
      position bigint NOT NULL CHECK (position > 0),
      entry_id uuid NOT NULL,
      hash bytea NOT NULL CHECK (octet_length(hash) = 32),
      PRIMARY KEY (org_id, position),
      UNIQUE (org_id, entry_id)
    )`);
  await runner.query(`
    CREATE TABLE ${schema}.audit_checkpoints (
      org_id uuid NOT NULL,
      day date NOT NULL,
      position bigint NOT NULL,
      hash bytea NOT NULL,
      key_id text NOT NULL,
      signature bytea NOT NULL,
      PRIMARY KEY (org_id, day)
    )`);
}
