import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['tasks', 'lead_notes', 'contact_notes', 'company_notes'];

/** What says nothing of the row itself, or is told by another column. */
const NOT_JOURNALED = [
  'org_id',
  'id',
  'connection_id',
  'kommo_id',
  'created_at',
  'updated_at',
  'synced_at',
  'updater_kommo_id',
];

/** A note's text stands among its parameters too: it is journaled once. */
const PARTS = (row: string) => `CASE WHEN jsonb_typeof(to_jsonb(${row}) -> 'params') = 'object'
    THEN jsonb_set(to_jsonb(${row}), '{params}', to_jsonb(${row}) -> 'params' #- '{text}') ELSE to_jsonb(${row}) END
    - '{${NOT_JOURNALED.join(',')}}'::text[]`;

/** As `crm.journal_cards` does, for rows without custom fields. */
const JOURNAL = `
  CREATE FUNCTION crm.journal_rows() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO crm.card_changes
           (org_id, connection_id, kind, kommo_id, at, cause, user_id, updater_kommo_id, before, after)
    SELECT n.org_id, n.connection_id, upper(TG_TABLE_NAME), n.kommo_id,
           CASE WHEN n.updated_at > o.updated_at
                THEN greatest(least(n.updated_at, clock_timestamp()), o.synced_at) ELSE clock_timestamp() END,
           coalesce(nullif(current_setting('app.cause', true), ''), 'SYNC'),
           nullif(current_setting('app.cause_user', true), '')::uuid,
           CASE WHEN n.updated_at > o.updated_at THEN n.updater_kommo_id END,
           d.before, d.after
      FROM old_rows o
      JOIN new_rows n ON n.org_id = o.org_id AND n.id = o.id
     CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(b.key, b.value) AS before, jsonb_object_agg(b.key, a.value) AS after
         FROM jsonb_each(${PARTS('o')}) AS b
         JOIN jsonb_each(${PARTS('n')}) AS a ON a.key = b.key
        WHERE a.value IS DISTINCT FROM b.value) AS d
     WHERE d.before IS NOT NULL;
    RETURN NULL;
  END $$`;

/** Every change of a task or a note is written down by the database itself, as those of cards are. */
export class JournalNotes1796900000830 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(JOURNAL);
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE crm.${table} ADD updater_kommo_id bigint`);
      await runner.query(`CREATE TRIGGER journal_rows AFTER UPDATE ON crm.${table}
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION crm.journal_rows()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`DROP TRIGGER journal_rows ON crm.${table}`);
      await runner.query(`ALTER TABLE crm.${table} DROP COLUMN updater_kommo_id`);
    }
    await runner.query('DROP FUNCTION crm.journal_rows()');
  }
}
