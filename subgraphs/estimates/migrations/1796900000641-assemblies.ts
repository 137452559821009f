import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';

/** No foreign key to the component: its price list may be deleted, and its name tells what is missing then. */
const COMPONENTS = `
  CREATE TABLE estimates.assembly_components (
    org_id uuid NOT NULL,
    item_id uuid NOT NULL,
    place integer NOT NULL CHECK (place >= 0),
    component_id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 500),
    quantity numeric(18,6) NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (org_id, item_id, place),
    FOREIGN KEY (org_id, item_id) REFERENCES estimates.catalogue_items (org_id, id) ON DELETE CASCADE
  )`;

/** Items of price lists that unfold into several positions, and positions that remember it. The version before runs on the result. */
export class Assemblies1796900000641 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COMPONENTS);
    await protectByOrganization(runner, 'estimates.assembly_components');
    await grantTo(runner, ROLE, 'SELECT, INSERT, DELETE ON estimates.assembly_components');
    await noteChanges(runner, 'estimates.assembly_components');
    await runner.query('ALTER TABLE estimates.positions ADD COLUMN assembly jsonb');
    await runner.query(`
      ALTER TABLE estimates.positions ADD CONSTRAINT positions_assembly_check
        CHECK (jsonb_typeof(assembly) = 'object') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions DROP COLUMN assembly');
    await runner.query('DROP TABLE estimates.assembly_components');
  }
}
