import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** Incoming leads: what somebody sent in, until somebody of the account takes it. Kommo knows them by a text. */
export class UnsortedLeads1796900000621 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.unsorted_leads (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      uid text NOT NULL,
      category text NOT NULL,
      source_uid text NOT NULL,
      source_name text NOT NULL,
      pipeline_kommo_id bigint,
      lead_kommo_id bigint,
      company_kommo_id bigint,
      contact_kommo_ids jsonb NOT NULL,
      metadata jsonb NOT NULL,
      created_at timestamptz(3) NOT NULL,
      state text NOT NULL DEFAULT 'WAITING',
      closed_at timestamptz(3),
      synced_at timestamptz(3) NOT NULL DEFAULT now(),
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, connection_id, uid),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.unsorted_leads');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.unsorted_leads');
    await noteChanges(runner, 'crm.unsorted_leads');
    await runner.query('CREATE INDEX ON crm.unsorted_leads (org_id, created_at, id)');
    await runner.query(`CREATE INDEX ON crm.unsorted_leads (org_id, connection_id) WHERE state = 'WAITING'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.unsorted_leads');
  }
}
