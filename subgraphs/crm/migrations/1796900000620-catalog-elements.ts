import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const OF_CONNECTION = `
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

const OWN = `
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kommo_id bigint NOT NULL,
  name text NOT NULL,
  is_deleted boolean NOT NULL DEFAULT false`;

/** `checked_at`: when Kommo was last asked for it. */
const TABLES = {
  catalogs: `${OWN},
    type text NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`,
  catalog_elements: `${OWN},
    catalog_kommo_id bigint NOT NULL,
    custom_fields jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    synced_at timestamptz(3) NOT NULL DEFAULT now(),
    checked_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, kommo_id),${OF_CONNECTION}`,
  lead_catalog_elements: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    lead_kommo_id bigint NOT NULL,
    element_kommo_id bigint NOT NULL,
    catalog_kommo_id bigint NOT NULL,
    quantity numeric(20,4),
    position integer NOT NULL,
    PRIMARY KEY (org_id, connection_id, lead_kommo_id, element_kommo_id),${OF_CONNECTION}`,
};

/**
 * What stands in an account's lists and leads have. Leads that were copied before say nothing of it, so they are read whole once
 * more: their cursor forgets whose rights it was made with. (An UPDATE would see no row here, for rows are an organisation's own.)
 */
export class CatalogElements1796900000620 implements MigrationInterface {
  accepts = { rewrites: 'sync_cursors has a row for each connection and kind of card' } as const;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      await protectByOrganization(runner, `crm.${name}`);
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
      await noteChanges(runner, `crm.${name}`);
    }
    await runner.query(
      'CREATE INDEX ON crm.lead_catalog_elements (org_id, connection_id, element_kommo_id, catalog_kommo_id)',
    );
    await runner.query(`ALTER TABLE crm.sync_cursors ALTER COLUMN rights TYPE text
      USING CASE WHEN entity = 'LEADS' THEN NULL ELSE rights END`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES)) await runner.query(`DROP TABLE crm.${name}`);
  }
}
