import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const VERIFIERS = ['cashcraft_gateway', 'cashcraft_crm', 'cashcraft_estimates'];
const purpose = (name: string): string => `current_setting('app.purpose', true) = '${name}'`;

const OWN_FUNCTIONS = ['identity.find_api_key(text)', 'identity.api_keys_to_warn()'];
const VERIFIER_FUNCTIONS = ['identity.machine_state(uuid, uuid)', 'identity.recently_ended_machines()'];
const USAGE = 'identity.note_api_key_usage(uuid, jsonb)';

/** Literals, not `ROLE_PRESETS`: a migration must do tomorrow what it did today. */
const NEW_PERMISSIONS = {
  owner: ['keys:read', 'keys:write', 'support:write'],
  admin: ['keys:read', 'keys:write'],
};

/**
 * API keys, their secrets and uses; access of support, and its uses. The version before this one still runs on the result, but
 * can't verify the tokens of keys.
 */
export class ApiKeys1796700000302 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createKeys(runner);
    await createSupport(runner);
    for (const sql of [FIND_API_KEY, KEYS_TO_WARN, MACHINE_STATE, RECENTLY_ENDED, NOTE_USAGE])
      await runner.query(sql);
    for (const signature of [...OWN_FUNCTIONS, ...VERIFIER_FUNCTIONS, USAGE]) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
    for (const role of VERIFIERS) {
      for (const signature of VERIFIER_FUNCTIONS)
        await grantTo(runner, role, `EXECUTE ON FUNCTION ${signature}`);
    }
    await grantTo(runner, 'cashcraft_gateway', `EXECUTE ON FUNCTION ${USAGE}`);
    await givePermissions(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await takePermissions(runner);
    for (const signature of [...OWN_FUNCTIONS, ...VERIFIER_FUNCTIONS, USAGE])
      await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query(
      `DROP TABLE identity.support_uses, identity.support_grants, identity.api_key_usage,
         identity.api_key_activity, identity.api_key_secrets, identity.api_keys`,
    );
  }
}

async function createKeys(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.api_keys (
      org_id uuid NOT NULL REFERENCES identity.organizations ON DELETE CASCADE,
      id uuid NOT NULL,
      public_id text NOT NULL UNIQUE CHECK (public_id ~ '^[0-9A-Za-z]{16}$'),
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
      scopes text[] NOT NULL,
      allowed_addresses text[] NOT NULL DEFAULT '{}',
      created_by_id uuid NOT NULL,
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      expires_at timestamptz(3) NOT NULL,
      revoked_at timestamptz(3),
      warned_days integer,
      version integer NOT NULL DEFAULT 1,
      PRIMARY KEY (org_id, id)
    )`);
  await runner.query(
    'CREATE INDEX api_keys_by_created ON identity.api_keys (org_id, created_at DESC, id DESC)',
  );
  await runner.query(
    'CREATE INDEX api_keys_by_end ON identity.api_keys (expires_at) WHERE revoked_at IS NULL',
  );
  // A secret's id stands for a session in the tokens that are had for it: to end the one is to end the other. Whatever narrows a key
  // gives its secrets new ids, so that no token outlives the change.
  await runner.query(`
    CREATE TABLE identity.api_key_secrets (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      key_id uuid NOT NULL,
      secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      ends_at timestamptz(3),
      ended_at timestamptz(3),
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, key_id) REFERENCES identity.api_keys ON DELETE CASCADE
    )`);
  await runner.query('CREATE INDEX api_key_secrets_by_key ON identity.api_key_secrets (org_id, key_id)');
  await runner.query(
    'CREATE INDEX api_key_secrets_ended ON identity.api_key_secrets (ended_at) WHERE ended_at IS NOT NULL',
  );
  await createRecords(runner);
  for (const table of ['api_keys', 'api_key_secrets', 'api_key_activity', 'api_key_usage']) {
    await protectByOrganization(runner, `identity.${table}`, purpose('machines'));
    await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON identity.${table}`);
  }
  await noteChanges(runner, 'identity.api_keys');
}

/** When, and for what, keys are used. */
async function createRecords(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.api_key_activity (
      org_id uuid NOT NULL,
      key_id uuid NOT NULL,
      last_used_at timestamptz(3) NOT NULL,
      last_used_ip text,
      PRIMARY KEY (org_id, key_id),
      FOREIGN KEY (org_id, key_id) REFERENCES identity.api_keys ON DELETE CASCADE
    )`);
  await runner.query(`
    CREATE TABLE identity.api_key_usage (
      org_id uuid NOT NULL,
      key_id uuid NOT NULL,
      day date NOT NULL,
      operation text NOT NULL CHECK (char_length(operation) <= 100),
      fields text[] NOT NULL,
      requests bigint NOT NULL,
      last_used_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (org_id, key_id, day, operation),
      FOREIGN KEY (org_id, key_id) REFERENCES identity.api_keys ON DELETE CASCADE
    )`);
}

async function createSupport(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.support_grants (
      org_id uuid NOT NULL REFERENCES identity.organizations ON DELETE CASCADE,
      id uuid NOT NULL,
      reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
      scopes text[] NOT NULL,
      granted_by_id uuid NOT NULL,
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      expires_at timestamptz(3) NOT NULL,
      revoked_at timestamptz(3),
      PRIMARY KEY (org_id, id)
    )`);
  await runner.query(`
    CREATE TABLE identity.support_uses (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      grant_id uuid NOT NULL,
      operator text NOT NULL CHECK (char_length(operator) BETWEEN 1 AND 100),
      started_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      expires_at timestamptz(3) NOT NULL,
      ended_at timestamptz(3),
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, grant_id) REFERENCES identity.support_grants ON DELETE CASCADE
    )`);
  await runner.query(
    'CREATE INDEX support_uses_by_grant ON identity.support_uses (org_id, grant_id, started_at)',
  );
  await runner.query(
    'CREATE INDEX support_uses_ended ON identity.support_uses (ended_at) WHERE ended_at IS NOT NULL',
  );
  for (const table of ['support_grants', 'support_uses']) {
    await protectByOrganization(runner, `identity.${table}`, purpose('machines'));
    await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON identity.${table}`);
  }
  await noteChanges(runner, 'identity.support_grants');
}

/** System roles of every organisation; a role's own row security is open to its owner for the one statement. */
async function givePermissions(runner: QueryRunner): Promise<void> {
  await runner.query('ALTER TABLE identity.roles NO FORCE ROW LEVEL SECURITY');
  for (const [key, permissions] of Object.entries(NEW_PERMISSIONS)) {
    await runner.query(
      `UPDATE identity.roles SET permissions = permissions || $2::text[], version = version + 1
        WHERE is_system AND key = $1 AND NOT permissions && $2::text[]`,
      [key, permissions],
    );
  }
  await runner.query('ALTER TABLE identity.roles FORCE ROW LEVEL SECURITY');
}

async function takePermissions(runner: QueryRunner): Promise<void> {
  await runner.query('ALTER TABLE identity.roles NO FORCE ROW LEVEL SECURITY');
  await runner.query(
    `UPDATE identity.roles
        SET permissions = ARRAY(SELECT one FROM unnest(permissions) WITH ORDINALITY AS each (one, place)
                                 WHERE one <> ALL ($1::text[]) ORDER BY place), version = version + 1
      WHERE permissions && $1::text[]`,
    [NEW_PERMISSIONS.owner],
  );
  await runner.query('ALTER TABLE identity.roles FORCE ROW LEVEL SECURITY');
}

/** The live secrets of a key (all of a revoked one, to say so to whoever has one), by the part of its text that is no secret. What follows runs inside its organisation. */
const FIND_API_KEY = `
  CREATE FUNCTION identity.find_api_key(wanted text)
  RETURNS TABLE (org_id uuid, key_id uuid, secret_id uuid, secret_hash bytea, scopes text[], allowed_addresses text[],
                 expires_at timestamptz, ends_in_ms bigint, state text, is_noted boolean)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'machines', true);
    RETURN QUERY
      SELECT key.org_id, key.id, secret.id, secret.secret_hash, key.scopes, key.allowed_addresses,
             key.expires_at::timestamptz,
             (extract(epoch FROM least(key.expires_at, secret.ends_at) - clock_timestamp()) * 1000)::bigint,
             CASE WHEN key.revoked_at IS NOT NULL THEN 'REVOKED'
                  WHEN key.expires_at <= clock_timestamp() THEN 'EXPIRED'
                  WHEN secret.ends_at <= clock_timestamp() THEN 'ROTATED'
                  ELSE 'ACTIVE' END,
             coalesce(activity.last_used_at > clock_timestamp() - interval '1 minute', false)
        FROM identity.api_keys key
        JOIN identity.api_key_secrets secret
          ON secret.org_id = key.org_id AND secret.key_id = key.id
         AND (secret.ended_at IS NULL OR key.revoked_at IS NOT NULL)
        LEFT JOIN identity.api_key_activity activity
          ON activity.org_id = key.org_id AND activity.key_id = key.id
       WHERE key.public_id = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Keys that end within 30 or 7 days and whose people were not told so yet; none that was made to live as briefly. */
const KEYS_TO_WARN = `
  CREATE FUNCTION identity.api_keys_to_warn()
  RETURNS TABLE (org_id uuid, key_id uuid, days integer)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'machines', true);
    RETURN QUERY
      SELECT key.org_id, key.id, warning.days
        FROM identity.api_keys key
        CROSS JOIN LATERAL (
          SELECT min(step.days) AS days FROM (VALUES (30), (7)) AS step (days)
           WHERE key.expires_at <= clock_timestamp() + make_interval(days => step.days)
             AND key.created_at < key.expires_at - make_interval(days => step.days)) warning
       WHERE key.revoked_at IS NULL AND key.expires_at > clock_timestamp()
         AND key.expires_at <= clock_timestamp() + interval '30 days'
         AND warning.days < coalesce(key.warned_days, 1000)
       ORDER BY key.expires_at LIMIT 500;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * What stands for a session in a token of no person: a key's secret, or one time that support came in. SECURITY DEFINER, so that
 * those who ask need not see the tables; row-level security holds for their owner, too.
 */
const MACHINE_STATE = `
  CREATE FUNCTION identity.machine_state(organization uuid, session uuid) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE live boolean;
  BEGIN
    PERFORM set_config('app.purpose', 'machines', true);
    SELECT secret.ended_at IS NULL AND key.revoked_at IS NULL
           AND key.expires_at > clock_timestamp() AND coalesce(secret.ends_at > clock_timestamp(), true)
      INTO live
      FROM identity.api_key_secrets secret
      JOIN identity.api_keys key ON key.org_id = secret.org_id AND key.id = secret.key_id
     WHERE secret.org_id = organization AND secret.id = session;
    IF NOT FOUND THEN
      SELECT one.ended_at IS NULL AND one.expires_at > clock_timestamp() INTO live
        FROM identity.support_uses one WHERE one.org_id = organization AND one.id = session;
    END IF;
    PERFORM set_config('app.purpose', '', true);
    RETURN CASE WHEN live IS NULL THEN 'UNKNOWN' WHEN live THEN 'LIVE' ELSE 'ENDED' END;
  END $$`;

/** As `recently_revoked_sessions`, of keys' secrets and of support. */
const RECENTLY_ENDED = `
  CREATE FUNCTION identity.recently_ended_machines() RETURNS TABLE (session_id uuid, remaining_ms bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'machines', true);
    RETURN QUERY
      SELECT ended.id, (extract(epoch FROM ended.ended_at + interval '1 hour' - clock_timestamp()) * 1000)::bigint
        FROM (SELECT secret.id, secret.ended_at FROM identity.api_key_secrets secret
               WHERE secret.ended_at > clock_timestamp() - interval '1 hour'
              UNION ALL
              SELECT one.id, one.ended_at FROM identity.support_uses one
               WHERE one.ended_at > clock_timestamp() - interval '1 hour') ended;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Adds up what a gateway counted. A day of a key has 200 operations at most; the rest is one row. */
const NOTE_USAGE = `
  CREATE FUNCTION identity.note_api_key_usage(organization uuid, counted jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    former text := coalesce(current_setting('app.org_id', true), '');
    one record;
    name text;
  BEGIN
    PERFORM set_config('app.org_id', organization::text, true);
    FOR one IN SELECT * FROM jsonb_to_recordset(counted)
                 AS each (key uuid, operation text, fields text[], requests bigint)
                ORDER BY key, operation LOOP
      CONTINUE WHEN NOT EXISTS (
        SELECT FROM identity.api_keys key WHERE key.org_id = organization AND key.id = one.key);
      name := left(one.operation, 100);
      IF NOT EXISTS (SELECT FROM identity.api_key_usage used
                      WHERE used.org_id = organization AND used.key_id = one.key AND used.day = current_date
                        AND used.operation = name)
         AND (SELECT count(*) FROM identity.api_key_usage used
               WHERE used.org_id = organization AND used.key_id = one.key AND used.day = current_date) >= 200 THEN
        name := '(others)';
      END IF;
      INSERT INTO identity.api_key_usage AS known (org_id, key_id, day, operation, fields, requests)
      VALUES (organization, one.key, current_date, name, one.fields[1:20], one.requests)
      ON CONFLICT (org_id, key_id, day, operation) DO UPDATE
        SET requests = known.requests + excluded.requests, last_used_at = clock_timestamp(),
            fields = CASE WHEN known.fields @> excluded.fields THEN known.fields
                     ELSE (ARRAY(SELECT DISTINCT field FROM unnest(known.fields || excluded.fields) field ORDER BY 1))[1:20]
                     END;
    END LOOP;
    PERFORM set_config('app.org_id', former, true);
  END $$`;
