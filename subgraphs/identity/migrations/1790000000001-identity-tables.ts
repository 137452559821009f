import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';

/** The rows an organisation may see; the same condition as `protectByOrganization`. */
const OWN = `(SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;
const purpose = (name: string): string => `current_setting('app.purpose', true) = '${name}'`;

/** People, organisations, memberships, roles, sessions and refresh tokens. */
export class IdentityTables1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createPeople(runner);
    await createOrganizations(runner);
    await createSessions(runner);
    for (const table of ['users', 'organizations', 'memberships', 'roles', 'sessions', 'refresh_tokens']) {
      await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON identity.${table}`);
    }
    await protect(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE identity.refresh_tokens, identity.sessions, identity.memberships, identity.roles,
         identity.organizations, identity.users`,
    );
  }
}

async function createPeople(runner: QueryRunner): Promise<void> {
  // `email` keeps the spelling a person chose; `email_key` is trimmed, NFC and lower case, and unique on the whole
  // installation. `name_key` is what lists are ordered by.
  await runner.query(`
    CREATE TABLE identity.users (
      id uuid PRIMARY KEY,
      email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
      email_key text NOT NULL CONSTRAINT users_email_key_unique UNIQUE,
      first_name text NOT NULL CHECK (char_length(first_name) BETWEEN 1 AND 100),
      last_name text NOT NULL CHECK (char_length(last_name) BETWEEN 1 AND 100),
      name_key text NOT NULL GENERATED ALWAYS AS (lower(last_name || ' ' || first_name)) STORED,
      password_hash text NOT NULL,
      status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'DISABLED')),
      registration_repeated_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now()
    )`);
}

async function createOrganizations(runner: QueryRunner): Promise<void> {
  // An organisation is its own tenant: its id is called org_id here as everywhere.
  await runner.query(`
    CREATE TABLE identity.organizations (
      org_id uuid PRIMARY KEY,
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 201),
      status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'SUSPENDED')),
      created_at timestamptz(3) NOT NULL DEFAULT now()
    )`);
  await runner.query(`
    CREATE TABLE identity.roles (
      org_id uuid NOT NULL REFERENCES identity.organizations ON DELETE CASCADE,
      id uuid NOT NULL,
      key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9-]{0,49}$'),
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
      is_system boolean NOT NULL,
      permissions text[] NOT NULL,
      version integer NOT NULL DEFAULT 1,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, key)
    )`);
  await runner.query(`
    CREATE TABLE identity.memberships (
      org_id uuid NOT NULL REFERENCES identity.organizations ON DELETE CASCADE,
      user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
      role_id uuid NOT NULL,
      status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'DISABLED')),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      last_login_at timestamptz(3),
      PRIMARY KEY (org_id, user_id),
      FOREIGN KEY (org_id, role_id) REFERENCES identity.roles (org_id, id)
    )`);
  await runner.query(
    `CREATE INDEX memberships_by_created ON identity.memberships (org_id, created_at, user_id)`,
  );
  await runner.query(`CREATE INDEX memberships_by_role ON identity.memberships (org_id, role_id)`);
  await runner.query(`CREATE INDEX memberships_by_user ON identity.memberships (user_id)`);
}

async function createSessions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.sessions (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      user_id uuid NOT NULL,
      device_id text,
      app_type text,
      app_version text,
      ip text,
      user_agent text,
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      last_used_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      idle_expires_at timestamptz(3) NOT NULL,
      expires_at timestamptz(3) NOT NULL,
      revoked_at timestamptz(3),
      revoked_reason text CHECK (revoked_reason IN ('LOGGED_OUT', 'TOKEN_REUSED', 'ACCOUNT_DISABLED')),
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, user_id) REFERENCES identity.memberships (org_id, user_id) ON DELETE CASCADE,
      CHECK (idle_expires_at <= expires_at),
      CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
    )`);
  await runner.query(
    `CREATE INDEX sessions_by_user ON identity.sessions (org_id, user_id, last_used_at DESC, id DESC)`,
  );
  await runner.query(
    `CREATE INDEX sessions_revoked ON identity.sessions (revoked_at) WHERE revoked_at IS NOT NULL`,
  );
  // One current token per session and one successor per token, whatever a bug in the code might try. The hash is
  // indexed without UNIQUE: 256 random bits don't collide, and a unique index would have to hold org_id to be sharded.
  await runner.query(`
    CREATE TABLE identity.refresh_tokens (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      session_id uuid NOT NULL,
      parent_id uuid,
      token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      rotated_at timestamptz(3),
      retries integer NOT NULL DEFAULT 0 CHECK (retries BETWEEN 0 AND 3),
      sealed_successor bytea,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, session_id) REFERENCES identity.sessions (org_id, id) ON DELETE CASCADE,
      CHECK (sealed_successor IS NULL OR rotated_at IS NOT NULL)
    )`);
  await runner.query(`CREATE INDEX refresh_tokens_by_hash ON identity.refresh_tokens (token_hash)`);
  await runner.query(
    `CREATE UNIQUE INDEX refresh_tokens_one_successor ON identity.refresh_tokens (org_id, parent_id)`,
  );
  await runner.query(
    `CREATE UNIQUE INDEX refresh_tokens_one_current ON identity.refresh_tokens (org_id, session_id)
       WHERE rotated_at IS NULL`,
  );
  await runner.query(
    `CREATE INDEX refresh_tokens_by_session ON identity.refresh_tokens (org_id, session_id)`,
  );
  await runner.query(
    `CREATE INDEX refresh_tokens_sealed ON identity.refresh_tokens (org_id, rotated_at)
       WHERE sealed_successor IS NOT NULL`,
  );
}

async function protect(runner: QueryRunner): Promise<void> {
  await protectByOrganization(runner, 'identity.organizations', purpose('log_in'));
  await protectByOrganization(runner, 'identity.roles');
  await protectByOrganization(runner, 'identity.memberships', purpose('log_in'));
  await protectByOrganization(runner, 'identity.sessions', purpose('revocations'));
  await protectByOrganization(runner, 'identity.refresh_tokens', purpose('refresh'));
  await protectUsers(runner);
}

/** A person belongs to no organisation: they are seen and changed through a membership in the current one only. */
async function protectUsers(runner: QueryRunner): Promise<void> {
  const member = `EXISTS (SELECT 1 FROM identity.memberships membership
                           WHERE membership.org_id = ${OWN} AND membership.user_id = users.id)`;
  await runner.query(`ALTER TABLE identity.users ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE identity.users FORCE ROW LEVEL SECURITY`);
  await runner.query(
    `CREATE POLICY member_reads ON identity.users FOR SELECT
       USING (${member} OR ${purpose('log_in')} OR ${purpose('register')})`,
  );
  await runner.query(
    `CREATE POLICY member_updates ON identity.users FOR UPDATE USING (${member} OR ${purpose('register')})`,
  );
  await runner.query(
    `CREATE POLICY registers ON identity.users FOR INSERT WITH CHECK (${purpose('register')})`,
  );
}
