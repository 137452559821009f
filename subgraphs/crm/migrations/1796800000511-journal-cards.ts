import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const CARDS = ['leads', 'contacts', 'companies'];

/** What says nothing of the card itself, or is told by another column. */
const NOT_JOURNALED = [
  'org_id',
  'id',
  'connection_id',
  'kommo_id',
  'created_at',
  'updated_at',
  'synced_at',
  'updater_kommo_id',
  'phones',
  'emails',
];

/** Custom fields are journaled one by one: which field's values were changed, by the field's number. */
const FIELDS = (cards: string) =>
  `coalesce((SELECT jsonb_object_agg(f ->> 'field_id', f) FROM jsonb_array_elements(${cards}.custom_fields) AS f), '{}')`;

const JOURNAL = `
  CREATE FUNCTION crm.journal_cards() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO crm.card_changes
           (org_id, connection_id, kind, kommo_id, at, cause, user_id, updater_kommo_id, before, after)
    SELECT n.org_id, n.connection_id, upper(TG_TABLE_NAME), n.kommo_id,
           -- Kommo's seconds are whole: never before the row stood here as it was.
           CASE WHEN n.updated_at > o.updated_at
                THEN greatest(least(n.updated_at, clock_timestamp()), o.synced_at) ELSE clock_timestamp() END,
           coalesce(nullif(current_setting('app.cause', true), ''), 'SYNC'),
           nullif(current_setting('app.cause_user', true), '')::uuid,
           CASE WHEN n.updated_at > o.updated_at THEN n.updater_kommo_id END,
           d.before, d.after
      FROM old_rows o
      JOIN new_rows n ON n.org_id = o.org_id AND n.id = o.id
     CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(p.key, p.before) AS before, jsonb_object_agg(p.key, p.after) AS after
         FROM (SELECT b.key, b.value AS before, a.value AS after
                 FROM jsonb_each(to_jsonb(o) - '{${NOT_JOURNALED.join(',')},custom_fields}'::text[]) AS b
                 JOIN jsonb_each(to_jsonb(n)) AS a ON a.key = b.key
                WHERE a.value IS DISTINCT FROM b.value
               UNION ALL
               SELECT 'custom_field.' || coalesce(b.key, a.key), b.value, a.value
                 FROM jsonb_each(CASE WHEN o.custom_fields IS DISTINCT FROM n.custom_fields THEN ${FIELDS('o')} ELSE '{}' END) AS b
                 FULL JOIN jsonb_each(CASE WHEN o.custom_fields IS DISTINCT FROM n.custom_fields THEN ${FIELDS('n')} ELSE '{}' END) AS a
                   ON a.key = b.key
                WHERE a.value IS DISTINCT FROM b.value) AS p) AS d
     WHERE d.before IS NOT NULL;
    RETURN NULL;
  END $$`;

/**
 * Every change of a card is written down by the database itself, whoever makes it. What was changed stands there as it was and as it
 * is, so that a card can be shown as it was at any time.
 */
export class JournalCards1796800000511 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.card_changes (
      org_id uuid NOT NULL,
      n bigint GENERATED ALWAYS AS IDENTITY,
      connection_id uuid NOT NULL,
      kind text NOT NULL,
      kommo_id bigint NOT NULL,
      at timestamptz(3) NOT NULL,
      learned_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      cause text NOT NULL,
      user_id uuid,
      updater_kommo_id bigint,
      before jsonb NOT NULL,
      after jsonb NOT NULL,
      PRIMARY KEY (org_id, n),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.card_changes');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, DELETE ON crm.card_changes');
    await noteChanges(runner, 'crm.card_changes');
    await runner.query('CREATE INDEX ON crm.card_changes (org_id, connection_id, kommo_id, kind, n)');
    await runner.query('CREATE INDEX ON crm.card_changes (org_id, connection_id, learned_at)');
    await runner.query('ALTER TABLE crm.connections ADD journal_since timestamptz(3)');
    await runner.query(JOURNAL);
    for (const table of CARDS) {
      await runner.query(`ALTER TABLE crm.${table} ADD updater_kommo_id bigint`);
      await runner.query(`CREATE TRIGGER journal_cards AFTER UPDATE ON crm.${table}
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.journal_cards()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of CARDS) {
      await runner.query(`DROP TRIGGER journal_cards ON crm.${table}`);
      await runner.query(`ALTER TABLE crm.${table} DROP COLUMN updater_kommo_id`);
    }
    await runner.query('DROP FUNCTION crm.journal_cards()');
    await runner.query('ALTER TABLE crm.connections DROP COLUMN journal_since');
    await runner.query('DROP TABLE crm.card_changes');
  }
}
