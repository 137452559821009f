import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** What Kommo's change log tells of cards beside the changes that are journaled here. */
export class CardEvents1796900000622 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.card_events (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      kommo_id text NOT NULL,
      kind text NOT NULL,
      card_kommo_id bigint NOT NULL,
      type text NOT NULL,
      author_kommo_id bigint,
      at timestamptz(3) NOT NULL,
      before jsonb NOT NULL,
      after jsonb NOT NULL,
      PRIMARY KEY (org_id, id),
      UNIQUE (org_id, connection_id, kommo_id),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.card_events');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, DELETE ON crm.card_events');
    await noteChanges(runner, 'crm.card_events');
    await runner.query('CREATE INDEX ON crm.card_events (org_id, at, id)');
    await runner.query('CREATE INDEX ON crm.card_events (org_id, connection_id, at)');
    await runner.query('CREATE INDEX ON crm.card_events (org_id, connection_id, card_kommo_id, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.card_events');
  }
}
