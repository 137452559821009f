import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** The organisation's agents, known by an id of its own systems. */
export class Agents1796600000143 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.agents (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      external_id text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
      name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
      status text NOT NULL,
      status_at timestamptz(3) NOT NULL,
      connection_id uuid,
      user_kommo_id bigint,
      created_at timestamptz(3) NOT NULL,
      updated_at timestamptz(3) NOT NULL,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, external_id),
      CHECK ((connection_id IS NULL) = (user_kommo_id IS NULL)),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id))`);
    await runner.query('CREATE INDEX ON crm.agents (org_id, name, id)');
    await runner.query('CREATE INDEX ON crm.leads (org_id, connection_id, responsible_kommo_id, created_at)');
    await protectByOrganization(runner, 'crm.agents');
    await noteChanges(runner, 'crm.agents');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.agents');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX crm.leads_org_id_connection_id_responsible_kommo_id_created_at_idx');
    await runner.query('DROP TABLE crm.agents');
  }
}
