import type { Client } from 'pg';
import { FORGET_FUNCTIONS } from './forget-functions';
import { NOTE_FUNCTIONS, SAFE_PATH } from './note-functions';

/*
 * One audit for all subgraphs, in a schema of its own (docs/audit.md). No role of the application may write to it: entries are
 * made by `audit.record_at_end`, which runs as the owner, inside the organisation that the transaction has set. What an entry says of
 * changed rows comes from triggers on the tables themselves, so that nobody can forget it.
 *
 * Each entry has a slot and a number in it. A transaction takes a slot of its organisation that no other holds, or makes one, so
 * writers never wait for each other; within a slot the numbers have no gap, whatever is rolled back. An entry that was taken out
 * before it was chained leaves one.
 */

/* `audit.record_at_end` alone writes entries, so no CHECKs stand on them: PostgreSQL reads each anew for every row, a sixth of what an entry costs. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS audit.heads (
    org_id uuid NOT NULL,
    slot integer NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (org_id, slot)
  ) WITH (fillfactor = 50);
  CREATE TABLE IF NOT EXISTS audit.entries (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    slot integer NOT NULL,
    n bigint NOT NULL,
    at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    subgraph text NOT NULL,
    actor_kind text NOT NULL,
    actor_id text,
    action text NOT NULL,
    outcome text NOT NULL,
    object_types text[] NOT NULL,
    object_ids text[] NOT NULL,
    changes jsonb NOT NULL,
    ip text,
    request_id text,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, slot, n)
  );
  CREATE INDEX IF NOT EXISTS entries_by_time ON audit.entries (org_id, at, id);
  CREATE INDEX IF NOT EXISTS entries_by_object ON audit.entries USING gin (object_ids);
  CREATE TABLE IF NOT EXISTS audit.links (
    org_id uuid NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    entry_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (org_id, position),
    UNIQUE (org_id, entry_id)
  );
  CREATE TABLE IF NOT EXISTS audit.checkpoints (
    org_id uuid NOT NULL,
    day date NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (org_id, day)
  );
  CREATE TABLE IF NOT EXISTS audit.beginnings (
    org_id uuid PRIMARY KEY,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    day date NOT NULL,
    slots jsonb NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL
  );
  CREATE TABLE IF NOT EXISTS audit.chained (
    org_id uuid NOT NULL,
    slot integer NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (org_id, slot)
  ) WITH (fillfactor = 50)`;

const ALL = ['heads', 'entries', 'links', 'checkpoints', 'beginnings', 'chained'];
const APPEND_ONLY = ['entries', 'links', 'checkpoints'];
/** Of these what is too old may be forgotten. */
const FORGETTABLE = ['entries', 'links'];
const OWN = `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;

/** Once only: ALTER TABLE would wait for, and hold up, whoever writes. */
const PROTECT = ALL.map(
  (table) => `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = 'audit.${table}'::regclass) THEN
      ALTER TABLE audit.${table} ENABLE ROW LEVEL SECURITY;
      ALTER TABLE audit.${table} FORCE ROW LEVEL SECURITY;
      CREATE POLICY organization ON audit.${table} USING (${OWN}) WITH CHECK (${OWN});
      CREATE POLICY purpose ON audit.${table} FOR SELECT USING (current_setting('app.purpose', true) = 'audit_work');
    END IF;
  END $$`,
);

/** Those that entries had before; once only, likewise. */
const DROP_CHECKS = `
  DO $$
  DECLARE
    name text;
  BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'audit.entries'::regclass AND contype = 'c' LOOP
      EXECUTE format('ALTER TABLE audit.entries DROP CONSTRAINT %I', name);
    END LOOP;
  END $$`;

/** Refuses to the owner, too. */
const REFUSE = `
  CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql ${SAFE_PATH} AS $$
  BEGIN
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = '42501';
  END $$`;

const APPEND_TRIGGERS = [
  ...APPEND_ONLY.map(
    (table) => `
  CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR ${FORGETTABLE.includes(table) ? '' : 'DELETE OR '}TRUNCATE
    ON audit.${table} FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`,
  ),
  ...FORGETTABLE.map(
    (table) => `
  CREATE OR REPLACE TRIGGER forgets_only BEFORE DELETE ON audit.${table} FOR EACH ROW EXECUTE FUNCTION audit.refuse_deletion()`,
  ),
];

/** Which organisations have entries that are not chained. */
const WORK = `
  CREATE OR REPLACE FUNCTION audit.work() RETURNS TABLE (org_id uuid) LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'audit_work', true);
    RETURN QUERY SELECT DISTINCT h.org_id FROM audit.heads h
      LEFT JOIN audit.chained c ON c.org_id = h.org_id AND c.slot = h.slot WHERE h.n > coalesce(c.n, 0);
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * Makes the schema, tables and functions of the audit; part of `migrate up`, before the migrations of subgraphs. Safe to repeat.
 *
 * @param client the owner's
 * @param roles.writers the roles whose changes are recorded; none where there is one role for everything
 * @param roles.reader the role that shows, chains and signs, likewise
 */
export async function prepareAuditTables(
  client: Client,
  roles: { writers: readonly string[]; reader: string | null },
): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS audit');
  await client.query(TABLES);
  for (const sql of [
    DROP_CHECKS,
    ...PROTECT,
    REFUSE,
    ...FORGET_FUNCTIONS,
    ...APPEND_TRIGGERS,
    ...NOTE_FUNCTIONS,
    WORK,
  ])
    await client.query(sql);
  await client.query('REVOKE ALL ON ALL ROUTINES IN SCHEMA audit FROM PUBLIC');
  for (const role of roles.writers) {
    await client.query(`GRANT USAGE ON SCHEMA audit TO ${role}`);
    await client.query(
      `GRANT EXECUTE ON FUNCTION audit.hidden(text, jsonb),
         audit.record(uuid, text, text, text, text, text, text, text, jsonb) TO ${role};
       GRANT EXECUTE ON PROCEDURE
         audit.record_at_end(uuid, text, text, text, text, text, text, text, jsonb) TO ${role}`,
    );
  }
  if (roles.reader === null) return;
  await client.query(`GRANT USAGE ON SCHEMA audit TO ${roles.reader}`);
  await client.query(
    `GRANT EXECUTE ON FUNCTION audit.work(), audit.old_work(integer), audit.forget(integer),
       audit.begin_at(bigint, date, jsonb, text, bytea) TO ${roles.reader}`,
  );
  await client.query(`GRANT SELECT ON audit.heads, audit.entries, audit.beginnings TO ${roles.reader}`);
  await client.query(`GRANT SELECT, INSERT ON audit.links, audit.checkpoints TO ${roles.reader}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE ON audit.chained TO ${roles.reader}`);
}
