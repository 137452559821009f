import type { EntityManager } from 'typeorm';
import type { LeadRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { describeCardTable, instant, storeCards } from '../sync/card-store';

const LEADS = describeCardTable<LeadRow>('LEADS', [
  { name: 'price', type: 'numeric', valueOf: (row) => String(row.price) },
  { name: 'pipeline_kommo_id', type: 'bigint', valueOf: (row) => row.pipeline_id },
  { name: 'stage_kommo_id', type: 'bigint', valueOf: (row) => row.status_id },
  { name: 'company_kommo_id', type: 'bigint', valueOf: (row) => row._embedded.companies[0]?.id ?? null },
  {
    name: 'closed_at',
    type: 'timestamptz',
    valueOf: (row) => (row.closed_at === null ? null : instant(row.closed_at)),
  },
]);

/** Links of rows that are still the newest we know, as `wanted`; and what of `crm.lead_contacts` belongs to them. */
const NEWEST = `
  newest AS (
    SELECT l.kommo_id FROM unnest($3::bigint[], $4::timestamptz[]) AS i (kommo_id, updated_at)
      JOIN crm.leads l ON l.org_id = $1 AND l.connection_id = $2
       AND l.kommo_id = i.kommo_id AND l.updated_at = i.updated_at
  ), wanted AS (
    SELECT w.* FROM unnest($5::bigint[], $6::bigint[], $7::boolean[], $8::integer[])
        AS w (lead_kommo_id, contact_kommo_id, is_main, position)
      JOIN newest n ON n.kommo_id = w.lead_kommo_id
  )`;

const DROP_LINKS = `
  WITH ${NEWEST}
  DELETE FROM crm.lead_contacts c USING newest n
   WHERE c.org_id = $1 AND c.connection_id = $2 AND c.lead_kommo_id = n.kommo_id
     AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.lead_kommo_id = c.lead_kommo_id
                        AND w.contact_kommo_id = c.contact_kommo_id)`;

const PUT_LINKS = `
  WITH ${NEWEST}
  INSERT INTO crm.lead_contacts AS c
         (org_id, connection_id, lead_kommo_id, contact_kommo_id, is_main, position)
  SELECT $1, $2, w.* FROM wanted w
   WHERE NOT EXISTS (SELECT 1 FROM crm.lead_contacts c WHERE c.org_id = $1 AND c.connection_id = $2
            AND c.lead_kommo_id = w.lead_kommo_id AND c.contact_kommo_id = w.contact_kommo_id
            AND (c.is_main, c.position) = (w.is_main, w.position))
  ON CONFLICT (org_id, connection_id, lead_kommo_id, contact_kommo_id)
  DO UPDATE SET is_main = EXCLUDED.is_main, position = EXCLUDED.position`;

/** Stores leads and their links to contacts as Kommo gave them (asked for `with=contacts`). */
export async function storeLeads(
  db: EntityManager,
  ref: ConnectionRef,
  rows: readonly LeadRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await storeCards(db, ref, LEADS, rows);
  const links = rows.flatMap((row) => {
    const contacts = new Map(row._embedded.contacts.map((contact) => [contact.id, contact]));
    return [...contacts.values()].map((contact, position) => ({ lead: row.id, ...contact, position }));
  });
  const parameters = [
    ref.orgId,
    ref.connectionId,
    rows.map((row) => row.id),
    rows.map((row) => instant(row.updated_at)),
    links.map((link) => link.lead),
    links.map((link) => link.id),
    links.map((link) => link.is_main),
    links.map((link) => link.position),
  ];
  await db.query(DROP_LINKS, parameters);
  await db.query(PUT_LINKS, parameters);
}
