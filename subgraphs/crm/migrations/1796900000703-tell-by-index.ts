import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TRIGGERS } from './1796800000503-tell-leads';

/*
 * From cards that were changed to the leads that are told of. A transition table has no statistics, and neither has an account that was
 * copied a minute ago: PostgreSQL took "one row" for everything, and went through all leads of the account for each of 250 contacts that
 * had another name: half a minute. What is found by an index here stands alone behind a fence (OFFSET 0), so there is nothing to choose.
 */

/** What is told of has changed. EXCEPT compares by hash or by order, never each row with each. */
const changedIn = (columns: string): string => `(
  SELECT d.org_id, d.connection_id, d.kommo_id FROM (
    SELECT org_id, connection_id, kommo_id, ${columns} FROM changed
    EXCEPT SELECT org_id, connection_id, kommo_id, ${columns} FROM former) d)`;

const leadsWhere = (condition: string): string => `CROSS JOIN LATERAL (
  SELECT lead.id FROM crm.leads lead
   WHERE lead.org_id = c.org_id AND lead.connection_id = c.connection_id AND ${condition} OFFSET 0) l`;

const LINKS = `CROSS JOIN LATERAL (
  SELECT x.lead_kommo_id FROM crm.lead_contacts x
   WHERE x.org_id = c.org_id AND x.connection_id = c.connection_id AND x.contact_kommo_id = c.kommo_id OFFSET 0) link`;

const tellAll = (from: string, join: string): string => `
  FOR told IN SELECT c.org_id, array_agg(DISTINCT l.id) AS ids FROM ${from} c ${join} GROUP BY c.org_id LOOP
    PERFORM crm.tell_leads(told.org_id, told.ids);
  END LOOP;`;

const teller = (name: string, first: string, one: string, other: string): string => `
  CREATE OR REPLACE FUNCTION crm.${name}() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    told record;
  BEGIN
    IF TG_OP = '${first}' THEN ${one} ELSE ${other} END IF;
    RETURN NULL;
  END $$`;

const card = (name: string, join: string): string =>
  teller(name, 'UPDATE', tellAll(changedIn('name, is_deleted'), join), tellAll('changed', join));

const OF_CONTACT = `${LINKS} ${leadsWhere('lead.kommo_id = link.lead_kommo_id')}`;
const OF_COMPANY = leadsWhere('lead.company_kommo_id = c.kommo_id');
const OF_LINK = leadsWhere('lead.kommo_id = c.lead_kommo_id');

/** Leads are told of in time that grows with the cards that were changed, whatever is known of the tables. */
export class TellByIndex1796900000703 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(card('tell_changed_contacts', OF_CONTACT));
    await runner.query(card('tell_changed_companies', OF_COMPANY));
    await runner.query(
      teller('tell_changed_links', 'DELETE', tellAll('former', OF_LINK), tellAll('changed', OF_LINK)),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of TRIGGERS) {
      if (!/FUNCTION crm\.tell_changed_(contacts|companies|links)\(\) RETURNS/.test(sql)) continue;
      await runner.query(sql.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
    }
  }
}
