import type { Client } from 'pg';

/*
 * A version per organisation that changes with every change of its data (decision 14). It is kept by triggers, in the
 * writing transaction, so no way of writing can forget it: mutations, jobs, bulk upserts, functions, SQL by hand.
 *
 * An organisation's version is the sum over its rows here. A transaction takes a row that no other holds (SKIP LOCKED),
 * or makes one, so writers never wait for each other; the number of rows is the number of writers there ever were at once.
 * `n` follows the clock, so that numbers of a lost history (a crash without synchronous commit, a restored backup) don't
 * come again for other data.
 *
 * No role of the application may touch the table. Triggers write it, `changes.versions_of` reads it for the gateway, of
 * several organisations at once, and `changes.is_at` compares for a subgraph, within the organisation that it reads. All run as the
 * owner (SECURITY DEFINER) and name their purpose to row-level security, which binds the owner too: where one role does everything, it
 * is all there is.
 */

/** Counts for all organisations: a change of what several of them see (a person's name). */
const EVERYBODY = '00000000-0000-0000-0000-000000000000';

const TABLE = `
  CREATE TABLE IF NOT EXISTS changes.versions (
    org_id uuid NOT NULL,
    slot bigint NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (org_id, slot)
  ) WITH (fillfactor = 50)`;

const PURPOSE = 'change_versions';
const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';
/** A function's SET clause would need a superuser for a parameter of ours. */
const KEEP_PURPOSE = `
    kept text := coalesce(current_setting('app.purpose', true), '');`;
const TAKE_PURPOSE = `PERFORM set_config('app.purpose', '${PURPOSE}', true);`;
const GIVE_PURPOSE_BACK = `PERFORM set_config('app.purpose', kept, true);`;

/** Once only: ALTER TABLE would wait for, and hold up, whoever writes. */
const PROTECT = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = 'changes.versions'::regclass) THEN
      ALTER TABLE changes.versions ENABLE ROW LEVEL SECURITY;
      ALTER TABLE changes.versions FORCE ROW LEVEL SECURITY;
      CREATE POLICY purpose ON changes.versions USING (current_setting('app.purpose', true) = '${PURPOSE}');
    END IF;
  END $$`;

/** Notes, once per transaction and organisation, that its data changed. */
const NOTE = `
  CREATE OR REPLACE FUNCTION changes.note(org uuid) RETURNS void LANGUAGE plpgsql ${SAFE_PATH} AS $$
  DECLARE${KEEP_PURPOSE}
    free bigint;
    clock bigint := extract(epoch FROM clock_timestamp()) * 1000000;
  BEGIN
    IF current_setting('app.noted', true) = org::text THEN
      RETURN; -- what this transaction has noted is seen by others at its commit, with all of its changes
    END IF;
    ${TAKE_PURPOSE}
    SELECT slot INTO free FROM changes.versions WHERE org_id = org ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE changes.versions SET n = greatest(n + 1, clock) WHERE org_id = org AND slot = free;
    ELSE
      INSERT INTO changes.versions (org_id, slot, n) VALUES (org, (random() * 9e15)::bigint, clock);
    END IF;
    ${GIVE_PURPOSE_BACK}
    PERFORM set_config('app.noted', org::text, true); -- undone with the change when a savepoint is rolled back
  END $$`;

/** For tables with `org_id`: a statement that touched no row changes nothing. */
const NOTE_ROWS = `
  CREATE OR REPLACE FUNCTION changes.note_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    org uuid;
  BEGIN
    FOR org IN SELECT DISTINCT org_id FROM changed LOOP
      PERFORM changes.note(org);
    END LOOP;
    RETURN NULL;
  END $$`;

/** For what several organisations see. */
const NOTE_EVERYBODY = `
  CREATE OR REPLACE FUNCTION changes.note_everybody() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  BEGIN
    PERFORM changes.note('${EVERYBODY}');
    RETURN NULL;
  END $$`;

/**
 * The versions of some organisations, as text: the sum, which grows, and a digest of the rows, which is equal where the same
 * transactions have been seen, on a replica too. There snapshots are not nested in those of the primary, which may show two commits in
 * another order than that of its log; a sum alone could be equal by accident.
 */
const VERSIONS_OF = `
  CREATE OR REPLACE FUNCTION changes.versions_of(orgs uuid[]) RETURNS text[]
    STABLE LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE${KEEP_PURPOSE}
    versions text[];
  BEGIN
    ${TAKE_PURPOSE}
    versions := ARRAY(
      SELECT (SELECT coalesce(sum(n), 0) || '.' || left(encode(sha256(convert_to(
                       coalesce(string_agg(concat_ws(':', org_id, slot, n), ',' ORDER BY org_id, slot), ''), 'UTF8')), 'hex'), 32)
                FROM changes.versions WHERE org_id IN (org, '${EVERYBODY}'))
        FROM unnest(orgs) WITH ORDINALITY AS asked (org, place) ORDER BY place);
    ${GIVE_PURPOSE_BACK}
    RETURN versions;
  END $$`;

/**
 * Whether this server has the state of the caller's organisation that a version stands for. An organisation without a row here has
 * never been noted (a database that was filled without triggers): of that nothing is known.
 */
const IS_AT = `
  CREATE OR REPLACE FUNCTION changes.is_at(version text) RETURNS boolean
    STABLE LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE${KEEP_PURPOSE}
    org uuid := current_setting('app.org_id')::uuid;
    known boolean;
  BEGIN
    ${TAKE_PURPOSE}
    known := EXISTS (SELECT FROM changes.versions WHERE org_id = org);
    ${GIVE_PURPOSE_BACK}
    RETURN known AND (changes.versions_of(ARRAY[org]))[1] = version;
  END $$`;

/**
 * Makes the schema, table and functions of change versions; part of `migrate up`, before the migrations that put triggers
 * on tables. Safe to repeat.
 *
 * @param client the owner's
 * @param roles.writers the roles whose writes are noted, by triggers alone, and whose reads ask a replica; none where there is one role for everything
 * @param roles.reader the role that reads versions, likewise
 */
export async function prepareChangeTables(
  client: Client,
  roles: { writers: readonly string[]; reader: string | null },
): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS changes');
  for (const sql of [TABLE, PROTECT, NOTE, NOTE_ROWS, NOTE_EVERYBODY, VERSIONS_OF, IS_AT])
    await client.query(sql);
  await client.query('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA changes FROM PUBLIC');
  // Earlier versions granted these.
  for (const role of [...roles.writers, ...(roles.reader ? [roles.reader] : [])])
    await client.query(`REVOKE ALL ON changes.versions FROM ${role}`);
  for (const role of roles.writers) {
    await client.query(`GRANT USAGE ON SCHEMA changes TO ${role}`);
    await client.query(`GRANT EXECUTE ON FUNCTION changes.is_at(text) TO ${role}`);
  }
  if (roles.reader === null) return;
  await client.query(`GRANT USAGE ON SCHEMA changes TO ${roles.reader}`);
  await client.query(`GRANT EXECUTE ON FUNCTION changes.versions_of(uuid[]) TO ${roles.reader}`);
}
