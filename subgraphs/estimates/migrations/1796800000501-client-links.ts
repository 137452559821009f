import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';
const FIND = 'estimates.find_client_link(bytea)';

/** Of a link's token its SHA-256 is kept; a code lives for minutes. */
const LINKS = `
  CREATE TABLE estimates.client_links (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    email text CHECK (char_length(email) <= 254),
    language text CHECK (language IN ('EN', 'RU')),
    requires_code boolean NOT NULL CHECK (NOT requires_code OR email IS NOT NULL),
    created_by uuid NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    opened_at timestamptz(3),
    last_opened_at timestamptz(3),
    view_count integer NOT NULL DEFAULT 0,
    code_hash bytea CHECK (octet_length(code_hash) = 32),
    code_sent_at timestamptz(3),
    code_tries smallint NOT NULL DEFAULT 0,
    codes_sent smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id)
  )`;

const VIEWS = `
  CREATE TABLE estimates.client_views (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    at timestamptz(3) NOT NULL,
    ip text,
    user_agent text,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, link_id) REFERENCES estimates.client_links (org_id, id)
  )`;

/** Which link a token belongs to, in whichever organisation; everything after that runs inside it. */
const FIND_LINK = `
  CREATE FUNCTION estimates.find_client_link(wanted bytea) RETURNS TABLE (org_id uuid, id uuid)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'client_link', true);
    RETURN QUERY SELECT link.org_id, link.id FROM estimates.client_links link WHERE link.token_hash = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * What was exported of an estimate. The row has the job's id. A paper is the PDF of what was sent, in one language, written once and
 * kept.
 */
const EXPORTS = `
  CREATE TABLE estimates.exports (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    format text NOT NULL CHECK (format IN ('PDF', 'XLSX', 'CSV')),
    language text NOT NULL CHECK (language IN ('EN', 'RU')),
    is_paper boolean NOT NULL DEFAULT false,
    file_id uuid,
    sha256 text,
    created_by uuid,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE
  )`;

/** Links by which clients see and decide on what was sent, who has opened them, and what was exported. */
export class ClientLinks1796800000501 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const made of [LINKS, VIEWS, EXPORTS]) await runner.query(made);
    await runner.query('CREATE INDEX ON estimates.client_links (org_id, estimate_id, created_at)');
    await runner.query('CREATE INDEX ON estimates.client_views (org_id, link_id, at)');
    await runner.query('CREATE INDEX ON estimates.exports (org_id, estimate_id, created_at)');
    await runner.query(
      'CREATE UNIQUE INDEX exports_paper ON estimates.exports (org_id, estimate_id, language) WHERE is_paper',
    );
    await runner.query(
      'ALTER TABLE estimates.organization_settings ADD COLUMN name text, ADD COLUMN locale text',
    );
    const byPurpose = "current_setting('app.purpose', true) = 'client_link'";
    await protectByOrganization(runner, 'estimates.client_links', byPurpose);
    await protectByOrganization(runner, 'estimates.client_views');
    await protectByOrganization(runner, 'estimates.exports');
    await runner.query(FIND_LINK);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${FIND} FROM PUBLIC`);
    await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${FIND}`);
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE ON estimates.client_links');
    await grantTo(runner, ROLE, 'SELECT, INSERT ON estimates.client_views');
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON estimates.exports');
    for (const table of ['client_links', 'client_views', 'exports']) {
      await noteChanges(runner, `estimates.${table}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${FIND}`);
    for (const table of ['client_views', 'client_links', 'exports']) {
      await runner.query(`DROP TABLE estimates.${table}`);
    }
    await runner.query('ALTER TABLE estimates.organization_settings DROP COLUMN name, DROP COLUMN locale');
  }
}
