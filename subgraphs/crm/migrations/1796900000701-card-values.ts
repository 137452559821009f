import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** What cards hold in mapped fields, in a form that can be compared and sorted (docs/decisions/0028). */
export class CardValues1796900000701 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE crm.custom_fields ADD COLUMN values_at timestamptz(3)');
    await runner.query(`CREATE TABLE crm.card_values (
      org_id uuid NOT NULL,
      field_id uuid NOT NULL,
      card_id uuid NOT NULL,
      position integer NOT NULL,
      sort text COLLATE "C" NOT NULL,
      words text,
      PRIMARY KEY (org_id, field_id, card_id, position),
      FOREIGN KEY (org_id, field_id) REFERENCES crm.custom_fields (org_id, id) ON DELETE CASCADE)`);
    await runner.query('CREATE INDEX card_values_sort ON crm.card_values (org_id, field_id, sort, card_id)');
    await protectByOrganization(runner, 'crm.card_values');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, DELETE ON crm.card_values');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.card_values');
    await runner.query('ALTER TABLE crm.custom_fields DROP COLUMN values_at');
  }
}
