import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = { leads: 'LEADS', contacts: 'CONTACTS', companies: 'COMPANIES' };

/** Whoever writes cards says that it keeps their values, too; else what is kept of the account is doubted, and the next synchronisation reads it. */
const doubt = (event: 'insert' | 'update', changed: string): string => `
  CREATE FUNCTION crm.doubt_values_on_${event}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('app.stores_values', true) = 'on' THEN RETURN NULL; END IF;
    UPDATE crm.custom_fields f SET values_at = NULL
     WHERE f.values_at IS NOT NULL AND f.kind = TG_ARGV[0] AND (f.org_id, f.connection_id) IN (${changed});
    RETURN NULL;
  END $$`;

/**
 * While a new version takes over, a worker of the one before may still store cards. It knows nothing of `crm.card_values`, so lists would be
 * narrowed by what cards held before.
 */
export class DoubtValues1796900000705 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      doubt('insert', `SELECT n.org_id, n.connection_id FROM after n WHERE n.custom_fields <> '[]'`),
    );
    await runner.query(
      doubt(
        'update',
        `SELECT n.org_id, n.connection_id FROM after n JOIN before o ON o.org_id = n.org_id AND o.id = n.id
          WHERE n.custom_fields IS DISTINCT FROM o.custom_fields`,
      ),
    );
    for (const [table, kind] of Object.entries(TABLES)) {
      await runner.query(`CREATE TRIGGER doubt_insert AFTER INSERT ON crm.${table} REFERENCING NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION crm.doubt_values_on_insert('${kind}')`);
      await runner.query(`CREATE TRIGGER doubt_update AFTER UPDATE ON crm.${table} REFERENCING OLD TABLE AS before NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION crm.doubt_values_on_update('${kind}')`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(TABLES)) {
      await runner.query(`DROP TRIGGER doubt_insert ON crm.${table}`);
      await runner.query(`DROP TRIGGER doubt_update ON crm.${table}`);
    }
    await runner.query('DROP FUNCTION crm.doubt_values_on_insert(), crm.doubt_values_on_update()');
  }
}
