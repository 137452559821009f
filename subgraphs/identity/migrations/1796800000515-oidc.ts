import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const TABLES = ['oidc_providers', 'oidc_domains', 'oidc_identities', 'oidc_log_ins'];
const LOG_IN = `current_setting('app.purpose', true) = 'log_in'`;
const CLEANING = `current_setting('app.purpose', true) = 'cleaning'`;
const PROVING = `current_setting('app.purpose', true) = 'prove_domain'`;
const FUNCTIONS = [
  'identity.find_oidc_organization(text)',
  'identity.prove_oidc_domain(uuid, text)',
  'identity.clean_oidc_log_ins(integer)',
];

/** Log-in by an organisation's own OpenID Connect provider. The version before this one still runs on the result. */
export class Oidc1796800000515 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of CREATE) await runner.query(sql);
    await protectByOrganization(runner, 'identity.oidc_providers', LOG_IN);
    await protectByOrganization(runner, 'identity.oidc_domains', LOG_IN);
    await protectByOrganization(runner, 'identity.oidc_identities');
    await protectByOrganization(runner, 'identity.oidc_log_ins');
    await runner.query(
      `CREATE POLICY proves ON identity.oidc_domains USING (${PROVING}) WITH CHECK (${PROVING})`,
    );
    await runner.query(
      `CREATE POLICY cleaning ON identity.oidc_log_ins USING (${CLEANING}) WITH CHECK (${CLEANING})`,
    );
    for (const table of TABLES)
      await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON identity.${table}`);
    for (const sql of [FIND, PROVE, CLEAN]) await runner.query(sql);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of FUNCTIONS) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query(
      `DROP TABLE ${[...TABLES]
        .reverse()
        .map((table) => `identity.${table}`)
        .join(', ')}`,
    );
  }
}

const OF_ORGANIZATION = 'org_id uuid NOT NULL REFERENCES identity.organizations ON DELETE CASCADE';

const CREATE = [
  // One per organisation. The role is looked up when somebody new comes: it may be gone by then.
  `CREATE TABLE identity.oidc_providers (
     ${OF_ORGANIZATION} PRIMARY KEY,
     issuer text NOT NULL CHECK (char_length(issuer) <= 500),
     client_id text NOT NULL CHECK (char_length(client_id) <= 500),
     client_secret_sealed text NOT NULL,
     role_id uuid NOT NULL,
     is_enabled boolean NOT NULL,
     saved_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
     saved_by_id uuid NOT NULL
   )`,
  `CREATE TABLE identity.oidc_domains (
     ${OF_ORGANIZATION},
     domain text NOT NULL CHECK (char_length(domain) <= 253),
     challenge text NOT NULL,
     verified_at timestamptz(3),
     created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (org_id, domain)
   )`,
  `CREATE UNIQUE INDEX oidc_domains_verified ON identity.oidc_domains (domain) WHERE verified_at IS NOT NULL`,
  // Who is who at a provider: its subject never changes, addresses do.
  `CREATE TABLE identity.oidc_identities (
     org_id uuid NOT NULL,
     issuer text NOT NULL,
     subject text NOT NULL CHECK (char_length(subject) <= 255),
     user_id uuid NOT NULL,
     linked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (org_id, issuer, subject),
     UNIQUE (org_id, issuer, user_id),
     FOREIGN KEY (org_id, user_id) REFERENCES identity.memberships (org_id, user_id) ON DELETE CASCADE
   )`,
  // A log-in under way. Nonce and PKCE's secret are sealed with the state itself, of which the SHA-256 is kept.
  `CREATE TABLE identity.oidc_log_ins (
     ${OF_ORGANIZATION},
     state_hash bytea NOT NULL CHECK (octet_length(state_hash) = 32),
     browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
     sealed bytea NOT NULL,
     expires_at timestamptz(3) NOT NULL,
     PRIMARY KEY (org_id, state_hash)
   )`,
  'CREATE INDEX oidc_log_ins_by_end ON identity.oidc_log_ins (expires_at)',
];

/** Whose people a domain's are: the organisation that has proved it, and lets them in by its provider. */
const FIND = `
  CREATE FUNCTION identity.find_oidc_organization(wanted text)
  RETURNS TABLE (org_id uuid) LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  #variable_conflict use_column
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    RETURN QUERY SELECT d.org_id FROM identity.oidc_domains d
      JOIN identity.oidc_providers p ON p.org_id = d.org_id
      JOIN identity.organizations o ON o.org_id = d.org_id
     WHERE d.domain = wanted AND d.verified_at IS NOT NULL AND p.is_enabled AND o.status = 'ACTIVE';
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Notes that a domain is an organisation's. Who proved it before, and elsewhere, has it no more: domains change hands. */
const PROVE = `
  CREATE FUNCTION identity.prove_oidc_domain(organization uuid, wanted text)
  RETURNS boolean LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE proved integer;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('oidc domain ' || wanted, 0));
    PERFORM set_config('app.purpose', 'prove_domain', true);
    UPDATE identity.oidc_domains SET verified_at = NULL
     WHERE domain = wanted AND org_id <> organization AND verified_at IS NOT NULL;
    UPDATE identity.oidc_domains SET verified_at = clock_timestamp() WHERE domain = wanted AND org_id = organization;
    GET DIAGNOSTICS proved = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN proved > 0;
  END $$`;

const CLEAN = `
  CREATE FUNCTION identity.clean_oidc_log_ins(batch integer)
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE gone integer;
  BEGIN
    PERFORM set_config('app.purpose', 'cleaning', true);
    DELETE FROM identity.oidc_log_ins started
     USING (SELECT org_id, state_hash FROM identity.oidc_log_ins WHERE expires_at < clock_timestamp()
             ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE started.org_id = old.org_id AND started.state_hash = old.state_hash;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN gone;
  END $$`;
