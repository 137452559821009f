import type { Client } from 'pg';

/*
 * One audit for all subgraphs, in a schema of its own (docs/audit.md). No role of the application may write to it: entries are
 * made by `audit.record`, which runs as the owner, inside the organisation that the transaction has set. What an entry says of
 * changed rows comes from triggers on the tables themselves, so that nobody can forget it.
 *
 * Each entry has a slot and a number in it. A transaction takes a slot of its organisation that no other holds, or makes one, so
 * writers never wait for each other; within a slot the numbers have no gap, whatever is rolled back. An entry that was taken out
 * before it was chained leaves one.
 */

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
    actor_kind text NOT NULL CHECK (actor_kind IN ('USER', 'KEY', 'SUPPORT', 'SYSTEM', 'RULE', 'ANONYMOUS')),
    actor_id text CHECK (length(actor_id) <= 200),
    action text NOT NULL CHECK (length(action) <= 100),
    outcome text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
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
  CREATE TABLE IF NOT EXISTS audit.chained (
    org_id uuid NOT NULL,
    slot integer NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (org_id, slot)
  ) WITH (fillfactor = 50)`;

const ALL = ['heads', 'entries', 'links', 'checkpoints', 'chained'];
const APPEND_ONLY = ['entries', 'links', 'checkpoints'];
const OWN = `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;
const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';

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

/** Refuses to the owner, too. */
const REFUSE = `
  CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql ${SAFE_PATH} AS $$
  BEGIN
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = '42501';
  END $$`;

const APPEND_TRIGGERS = APPEND_ONLY.map(
  (table) => `
  CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`,
);

/**
 * A row without secrets, its columns named as fields are. Names and shapes decide: what is called like a secret, and what is
 * bytes. Longer texts are cut, and larger values left out: an audit says what changed, it is no copy.
 */
const SHOWN = `
  CREATE OR REPLACE FUNCTION audit.shown(columns jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql ${SAFE_PATH} AS $$
    SELECT jsonb_object_agg(
      lower(left(key, 1)) || substr(replace(initcap(replace(key, '_', ' ')), ' ', ''), 2),
      CASE
        WHEN jsonb_typeof(value) = 'null' THEN value
        WHEN key ~ 'password|secret|token|credential|hash|sealed|cipher|private|otp|recovery|signature|family_key'
          OR value #>> '{}' ~ '^\\\\x[0-9a-f]{16,}$' THEN '"***"'::jsonb
        WHEN jsonb_typeof(value) = 'string' AND length(value #>> '{}') > 500 THEN to_jsonb(left(value #>> '{}', 500) || '…')
        WHEN jsonb_typeof(value) IN ('object', 'array') AND length(value::text) > 2000 THEN '"…"'::jsonb
        ELSE value
      END)
    FROM jsonb_each(columns)
  $$`;

/** What no reader of an audit asks for, and what changes with each change anyway. */
const NOISE = `ARRAY['org_id', 'updated_at', 'search_text', 'name_key', 'percent', 'note', 'checkpoint', 'runner', 'lease_until']`;
/** Changes of one transaction that are kept; more are only said to be there. */
const MOST_TEXT = 12_000;
const MORE = `'{"more": true},'`;

/**
 * Notes a changed row in the transaction's own list: type and id from the trigger's arguments, and what the row was and is.
 * \`audit.record\` takes the list at the end. A rolled back savepoint takes its notes back.
 */
const NOTE_ROW = `
  CREATE OR REPLACE FUNCTION audit.note_row() RETURNS trigger LANGUAGE plpgsql ${SAFE_PATH} AS $$
  DECLARE
    so_far text := coalesce(current_setting('app.audit_changes', true), '');
    before jsonb;
    after jsonb;
    id text;
  BEGIN
    IF length(so_far) > ${MOST_TEXT} THEN
      IF right(so_far, length(${MORE})) <> ${MORE} THEN
        PERFORM set_config('app.audit_changes', so_far || ${MORE}, true);
      END IF;
      RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF;
    SELECT string_agg(coalesce(after, before) ->> name, '/' ORDER BY place) INTO id
      FROM unnest(TG_ARGV[1:]) WITH ORDINALITY AS keys (name, place);
    IF TG_OP = 'UPDATE' THEN
      SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, after -> o.key) INTO before, after
        FROM jsonb_each(before) o WHERE o.value IS DISTINCT FROM after -> o.key AND o.key <> ALL (${NOISE});
      IF before IS NULL THEN RETURN NULL; END IF;
    ELSE
      before := before - ${NOISE};
      after := after - ${NOISE};
    END IF;
    PERFORM set_config('app.audit_changes', so_far || (jsonb_strip_nulls(jsonb_build_object('type', TG_ARGV[0], 'id', id))
      || jsonb_build_object('before', audit.shown(before), 'after', audit.shown(after)))::text || ',', true);
    RETURN NULL;
  END $$`;

/**
 * Writes the entry of what the transaction has changed in its organisation, and of what is told besides.
 *
 * @returns whether there was anything to tell
 */
const RECORD = `
  CREATE OR REPLACE FUNCTION audit.record(entry_id uuid, subgraph text, action text, outcome text, actor_kind text,
    actor_id text, ip text, request_id text, told jsonb) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    org uuid := current_setting('app.org_id')::uuid;
    noted text := coalesce(current_setting('app.audit_changes', true), '');
    changes jsonb := told || ('[' || rtrim(noted, ',') || ']')::jsonb;
    free integer;
    number bigint := 1;
  BEGIN
    IF changes = '[]' THEN RETURN false; END IF;
    SELECT h.slot INTO free FROM audit.heads h WHERE h.org_id = org ORDER BY h.slot LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE audit.heads h SET n = h.n + 1 WHERE h.org_id = org AND h.slot = free RETURNING h.n INTO number;
    ELSE
      free := (random() * 2e9)::integer;
      INSERT INTO audit.heads (org_id, slot, n) VALUES (org, free, 1);
    END IF;
    INSERT INTO audit.entries (org_id, id, slot, n, subgraph, actor_kind, actor_id, action, outcome, object_types, object_ids,
        changes, ip, request_id)
      VALUES (org, entry_id, free, number, subgraph, actor_kind, actor_id, action, outcome,
        ARRAY(SELECT DISTINCT c ->> 'type' FROM jsonb_array_elements(changes) c WHERE c ? 'type' ORDER BY 1),
        ARRAY(SELECT DISTINCT c ->> 'id' FROM jsonb_array_elements(changes) c WHERE c ? 'id' ORDER BY 1),
        changes, ip, request_id);
    PERFORM set_config('app.audit_changes', '', true);
    RETURN true;
  END $$`;

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
  for (const sql of [...PROTECT, REFUSE, ...APPEND_TRIGGERS, SHOWN, NOTE_ROW, RECORD, WORK])
    await client.query(sql);
  await client.query('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC');
  for (const role of roles.writers) {
    await client.query(`GRANT USAGE ON SCHEMA audit TO ${role}`);
    await client.query(
      `GRANT EXECUTE ON FUNCTION audit.shown(jsonb),
         audit.record(uuid, text, text, text, text, text, text, text, jsonb) TO ${role}`,
    );
  }
  if (roles.reader === null) return;
  await client.query(`GRANT USAGE ON SCHEMA audit TO ${roles.reader}`);
  await client.query(`GRANT EXECUTE ON FUNCTION audit.work() TO ${roles.reader}`);
  await client.query(`GRANT SELECT ON audit.heads, audit.entries TO ${roles.reader}`);
  await client.query(`GRANT SELECT, INSERT ON audit.links, audit.checkpoints TO ${roles.reader}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE ON audit.chained TO ${roles.reader}`);
}
