import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** Functions that span organisations, see 1790000001002. */
const FUNCTIONS = [
  {
    name: 'integrations_by_age',
    takes: 'client text',
    answers: 'TABLE (org_id uuid, id uuid, client_secret_sealed text, redirect_uri text)',
    body: `RETURN QUERY SELECT k.org_id, k.id, k.client_secret_sealed, k.redirect_uri FROM crm.kommo_credentials k
             WHERE lower(k.client_id) = lower(client) ORDER BY k.id LIMIT 1000;`,
  },
  {
    // Of an install that several organisations could claim, nothing is left in any; what the others lose is none of the claimer's audit.
    name: 'take_install',
    takes: 'install uuid',
    answers: 'integer',
    body: `PERFORM pg_advisory_xact_lock(hashtextextended('crm.pending_installs ' || install::text, 0));
           PERFORM set_config('app.audit', 'off', true);
           DELETE FROM crm.pending_installs p WHERE p.install_id = install;
           GET DIAGNOSTICS gone = ROW_COUNT;
           PERFORM set_config('app.audit', coalesce(was, ''), true);`,
    declares: `gone integer; was text := current_setting('app.audit', true);`,
    last: 'RETURN gone;',
  },
  {
    name: 'drop_expired_installs',
    takes: '',
    answers: 'integer',
    body: `DELETE FROM crm.pending_installs p WHERE p.expires_at <= now();
           GET DIAGNOSTICS gone = ROW_COUNT;`,
    declares: 'gone integer;',
    last: 'RETURN gone;',
  },
];

/** Installs that were begun inside Kommo, until somebody claims them (docs/decisions/0027). */
export class PendingInstalls1796900000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.pending_installs (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      install_id uuid NOT NULL,
      client_id text NOT NULL,
      account_id bigint NOT NULL,
      subdomain text NOT NULL,
      account_name text NOT NULL,
      installer_email text,
      code_hash bytea NOT NULL,
      access_token_sealed text NOT NULL,
      refresh_token_sealed text NOT NULL,
      issued_at timestamptz(3) NOT NULL,
      token_expires_at timestamptz(3) NOT NULL,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      expires_at timestamptz(3) NOT NULL,
      PRIMARY KEY (org_id, id))`);
    await runner.query('CREATE INDEX ON crm.pending_installs (install_id)');
    await runner.query('CREATE INDEX ON crm.pending_installs (expires_at)');
    await protectByOrganization(runner, 'crm.pending_installs');
    const purposes = `current_setting('app.purpose', true) IN ('take_install', 'drop_expired_installs')`;
    await runner.query(
      `CREATE POLICY seen_by_purpose ON crm.pending_installs FOR SELECT USING (${purposes})`,
    );
    await runner.query(
      `CREATE POLICY gone_by_purpose ON crm.pending_installs FOR DELETE USING (${purposes})`,
    );
    await runner.query(`CREATE POLICY installs ON crm.kommo_credentials FOR SELECT
      USING (current_setting('app.purpose', true) = 'integrations_by_age')`);
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.pending_installs');
    for (const { name, takes, answers, body, declares = '', last = '' } of FUNCTIONS) {
      await runner.query(`CREATE FUNCTION crm.${name}(${takes}) RETURNS ${answers}
        LANGUAGE plpgsql SECURITY INVOKER AS $$
        DECLARE ${declares}
        BEGIN
          PERFORM set_config('app.purpose', '${name}', true);
          ${body}
          PERFORM set_config('app.purpose', '', true);
          ${last}
        END $$`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name, takes } of FUNCTIONS) {
      await runner.query(`DROP FUNCTION crm.${name}(${takes.split(' ')[1] ?? ''})`);
    }
    await runner.query('DROP POLICY installs ON crm.kommo_credentials');
    await runner.query('DROP TABLE crm.pending_installs');
  }
}
