import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TELL_LEADS } from './1796800000503-tell-leads';

const PER_COMMIT = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * As before, with the ids of who a lead is about: its contacts, the main one first, and its company. What is found by an index stands alone behind
 * a fence, as in 1796900000703: PostgreSQL knows nothing of tables that were filled a minute ago. A later migration puts it back.
 */
export const TELL_CARDS = `
  CREATE OR REPLACE FUNCTION crm.tell_leads(org uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('app.telling', true) = 'off' THEN RETURN; END IF;
    PERFORM FROM crm.leads l WHERE l.org_id = org AND l.id = ANY (ids) ORDER BY l.id FOR NO KEY UPDATE;
    INSERT INTO crm.outbox (org_id, id, type, object, payload, is_local)
    SELECT org, gen_random_uuid(), 'crm.leads-changed', 'leads:' || told.connection_id,
           jsonb_build_object('connectionId', told.connection_id, 'leads', jsonb_agg(told.lead)), false
      FROM (
        SELECT l.connection_id, (row_number() OVER (PARTITION BY l.connection_id ORDER BY l.id) - 1) / 200 AS part,
               jsonb_build_object(
                 'id', l.id,
                 'version', nextval('crm.tellings'),
                 'name', l.name,
                 'contactName', people.contact_names ->> 0,
                 'companyName', company.name,
                 'contactIds', coalesce(people.contact_ids, '[]'),
                 'companyId', company.id,
                 'responsibleKommoId', l.responsible_kommo_id::text,
                 'isGone', false) AS lead
          FROM crm.leads l
          LEFT JOIN crm.companies company ON company.org_id = org AND company.connection_id = l.connection_id
            AND company.kommo_id = l.company_kommo_id AND NOT company.is_deleted
          LEFT JOIN LATERAL (
            SELECT jsonb_agg(c.id ORDER BY link.is_main DESC, link.position, c.id) AS contact_ids,
                   jsonb_agg(c.name ORDER BY link.is_main DESC, link.position, c.id) AS contact_names
              FROM (SELECT x.contact_kommo_id, x.is_main, x.position FROM crm.lead_contacts x
                     WHERE x.org_id = org AND x.connection_id = l.connection_id AND x.lead_kommo_id = l.kommo_id OFFSET 0) link
             CROSS JOIN LATERAL (SELECT y.id, y.name FROM crm.contacts y
                     WHERE y.org_id = org AND y.connection_id = l.connection_id AND y.kommo_id = link.contact_kommo_id
                       AND NOT y.is_deleted OFFSET 0) c) people ON true
         WHERE l.org_id = org AND l.id = ANY (ids)) told
     GROUP BY told.connection_id, told.part;
  END $$`;

/**
 * Estimates learn who leads are about, also of those that are there. Told bit by bit, each in a transaction of its own: nobody waits for leads
 * that it locks. It may run again.
 */
export class TellCards1796900000750 implements MigrationInterface {
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TELL_CARDS);
    const orgs = await rows<{ id: string }>(runner, 'SELECT org_id AS id FROM crm.connected_organizations()');
    for (const { id } of orgs) {
      for (let after: string | null = FIRST; after !== null;) after = await tellFrom(runner, id, after);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(TELL_LEADS.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
  }
}

/** @returns the last lead that was told of; null when there are no more */
async function tellFrom(runner: QueryRunner, orgId: string, after: string): Promise<string | null> {
  await runner.startTransaction();
  try {
    await runner.query(`SELECT set_config('app.org_id', $1, true)`, [orgId]);
    const [told] = await rows<{ last: string | null }>(
      runner,
      `SELECT crm.tell_leads($1, array_agg(page.id)), max(page.id::text) AS last
         FROM (SELECT id FROM crm.leads WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT ${PER_COMMIT}) page`,
      [orgId, after],
    );
    await runner.commitTransaction();
    return told?.last ?? null;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

async function rows<T>(runner: QueryRunner, sql: string, values: unknown[] = []): Promise<T[]> {
  return (await runner.query(sql, values)) as T[];
}
