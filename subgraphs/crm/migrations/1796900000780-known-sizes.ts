import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';
import { TELL_CARDS } from './1796900000750-tell-cards';

/*
 * PostgreSQL takes a value that its sample has not seen for one of which there is one row. So it did with an organisation that has just
 * begun to copy its account: of two indexes that begin with the organisation and its connection either was as good, and it went through
 * all contacts of the account to find one. Half a second for a page of leads, ten times that later.
 */

/** What hangs on a connection: who knows the connection knows the organisation. */
const OF_CONNECTION = [
  'leads',
  'contacts',
  'companies',
  'lead_contacts',
  'lead_catalog_elements',
  'tasks',
  'lead_notes',
  'contact_notes',
  'company_notes',
];

/** What rows are found by; of the rest, custom fields above all, a sample costs much and helps little here. */
const FOUND_BY: Record<string, string> = {
  leads: 'org_id, connection_id, kommo_id, company_kommo_id',
  contacts: 'org_id, connection_id, kommo_id, company_kommo_id',
  companies: 'org_id, connection_id, kommo_id',
  lead_contacts: 'org_id, connection_id, lead_kommo_id, contact_kommo_id',
  lead_catalog_elements: 'org_id, connection_id, lead_kommo_id, element_kommo_id',
  tasks: 'org_id, connection_id, kommo_id, card_kind, card_kommo_id',
  lead_notes: 'org_id, connection_id, kommo_id, card_kommo_id',
  contact_notes: 'org_id, connection_id, kommo_id, card_kommo_id',
  company_notes: 'org_id, connection_id, kommo_id, card_kommo_id',
  card_values: 'org_id, field_id, card_id',
};

/** Tables that are large have a look a minute: the sample is read block by block from wherever they lie. */
export const LARGE = 100_000;
/** A sample has 30,000 rows: of an organisation that has less than one in so many it would have no ten. */
const ONE_IN = 3_000;

/**
 * As the owner, who alone may: the table that is named, where nobody else is about it, unless it is too large for an organisation
 * with so many rows to show in a sample of it.
 */
export const LEARN = `
  CREATE FUNCTION crm.learn_sizes(table_name text, own_rows int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    one record;
  BEGIN
    FOR one IN SELECT k.name, k.columns FROM (VALUES ${Object.entries(FOUND_BY)
      .map(([table, columns]) => `('${table}', '${columns}')`)
      .join(', ')}) AS k (name, columns)
      JOIN pg_class c ON c.oid = ('crm.' || k.name)::regclass
      WHERE k.name = table_name AND c.reltuples <= own_rows::float8 * ${ONE_IN}
        AND (c.reltuples <= ${LARGE}
             OR greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) IS NULL
             OR greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) < now() - interval '1 minute') LOOP
      EXECUTE format('ANALYZE (SKIP_LOCKED) crm.%I (%s)', one.name, one.columns);
    END LOOP;
  END $$`;

/** A page of leads writes leads, then their links; estimates are told once, when both are there. */
const LATER = `
    IF current_setting('app.telling', true) = 'later' THEN
      PERFORM set_config('app.told_later', concat_ws(',', nullif(current_setting('app.told_later', true), ''), array_to_string(ids, ',')), true);
      RETURN;
    END IF;`;

const TELL_NOW = `
  CREATE FUNCTION crm.tell_now(org uuid) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    ids uuid[] := ARRAY(SELECT DISTINCT unnest(string_to_array(nullif(current_setting('app.told_later', true), ''), ',')::uuid[]));
  BEGIN
    PERFORM set_config('app.telling', '', true), set_config('app.told_later', '', true);
    IF ids <> '{}' THEN PERFORM crm.tell_leads(org, ids); END IF;
  END $$`;

/** First loads and what is read after them are planned by what is there; leads are told of once for each page. */
export class KnownSizes1796900000780 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of OF_CONNECTION) {
      await runner.query(
        `CREATE STATISTICS crm.${table}_of_connection (dependencies) ON org_id, connection_id FROM crm.${table}`,
      );
    }
    await runner.query(LEARN);
    await runner.query('REVOKE ALL ON FUNCTION crm.learn_sizes(text, int) FROM PUBLIC');
    await grantTo(runner, 'cashcraft_crm', 'EXECUTE ON FUNCTION crm.learn_sizes(text, int)');
    await runner.query(TELL_CARDS.replace('BEGIN', `BEGIN${LATER}`));
    await runner.query(TELL_NOW);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION crm.tell_now(uuid)');
    await runner.query(TELL_CARDS);
    await runner.query('DROP FUNCTION crm.learn_sizes(text, int)');
    for (const table of OF_CONNECTION) await runner.query(`DROP STATISTICS crm.${table}_of_connection`);
  }
}
