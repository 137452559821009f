import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import {
  grantTo,
  makeSearchable,
  protectByOrganization,
  stopSearching,
} from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';

/** What estimates are searched and filtered by of leads: projections of crm's leads and people of Kommo. */
export class KnownLeads1796800000504 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE estimates.known_leads (
        org_id uuid NOT NULL,
        id uuid NOT NULL,
        connection_id uuid NOT NULL,
        version bigint NOT NULL,
        name text NOT NULL,
        contact_name text,
        company_name text,
        responsible_kommo_id bigint,
        search_text text NOT NULL,
        PRIMARY KEY (org_id, id)
      )`);
    await runner.query(`
      CREATE TABLE estimates.known_crm_users (
        org_id uuid NOT NULL,
        id uuid NOT NULL,
        connection_id uuid NOT NULL,
        version bigint NOT NULL,
        kommo_id bigint NOT NULL,
        name text NOT NULL,
        user_id uuid,
        PRIMARY KEY (org_id, id)
      )`);
    await runner.query(
      'CREATE INDEX known_leads_by_responsible ON estimates.known_leads (org_id, connection_id, responsible_kommo_id)',
    );
    await runner.query('CREATE INDEX known_crm_users_by_user ON estimates.known_crm_users (org_id, user_id)');
    for (const table of ['known_leads', 'known_crm_users']) {
      await protectByOrganization(runner, `estimates.${table}`);
      await noteChanges(runner, `estimates.${table}`);
      await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON estimates.${table}`);
    }
    await makeSearchable(runner, {
      table: 'estimates.known_leads',
      columns: ['org_id uuid NOT NULL', 'id uuid NOT NULL', 'search_text text NOT NULL'],
      key: 'org_id, id',
      visible: `org_id = (SELECT nullif(current_setting('app.org_id', true), '')::uuid)`,
      text: 'search_text',
      prefix: 'org_id',
      role: ROLE,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await stopSearching(runner, 'estimates.known_leads');
    await runner.query('DROP TABLE estimates.known_leads, estimates.known_crm_users');
  }
}
