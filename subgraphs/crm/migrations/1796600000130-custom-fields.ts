import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** Custom fields as Kommo defines them, with the names that organisations give them. */
export class CustomFields1796600000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.custom_fields (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      kind text NOT NULL,
      kommo_id bigint NOT NULL,
      name text NOT NULL,
      type text NOT NULL,
      code text,
      options jsonb NOT NULL,
      currency text,
      is_deleted boolean NOT NULL DEFAULT false,
      key text CHECK (key ~ '^[a-z][a-z0-9_]{0,63}$'),
      mapped_name text,
      mapped_type text,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, connection_id, kommo_id, kind),
      CHECK ((key IS NULL) = (mapped_name IS NULL) AND (key IS NULL) = (mapped_type IS NULL)),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.custom_fields');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.custom_fields');
    await noteChanges(runner, 'crm.custom_fields');
    await runner.query('CREATE INDEX ON crm.custom_fields (org_id, name, id)');
    await runner.query(
      'CREATE UNIQUE INDEX custom_fields_key ON crm.custom_fields (org_id, connection_id, kind, key)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.custom_fields');
  }
}
