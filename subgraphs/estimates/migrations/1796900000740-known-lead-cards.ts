import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** Who leads are about: a projection of crm's contacts and companies of leads. */
export class KnownLeadCards1796900000740 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE estimates.known_lead_cards (
        org_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('CONTACT', 'COMPANY')),
        card_id uuid NOT NULL,
        lead_id uuid NOT NULL,
        is_main boolean NOT NULL,
        PRIMARY KEY (org_id, kind, card_id, lead_id),
        FOREIGN KEY (org_id, lead_id) REFERENCES estimates.known_leads (org_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      'CREATE INDEX known_lead_cards_by_lead ON estimates.known_lead_cards (org_id, lead_id)',
    );
    await protectByOrganization(runner, 'estimates.known_lead_cards');
    await noteChanges(runner, 'estimates.known_lead_cards');
    await grantTo(
      runner,
      'cashcraft_estimates',
      'SELECT, INSERT, UPDATE, DELETE ON estimates.known_lead_cards',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.known_lead_cards');
  }
}
