import type { EntityManager } from 'typeorm';
import type { LeadRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { describeCardTable } from '../cards/card-store';
import { storeCards } from '../cards/store-cards';
import { storeElementLinks } from '../catalogs/catalog-store';
import { instant, type Accept } from '../mirror/mirror-table';

export const LEADS = describeCardTable<LeadRow>('LEADS', [
  { name: 'price', type: 'numeric', valueOf: (row) => row.price },
  { name: 'pipeline_kommo_id', type: 'bigint', valueOf: (row) => row.pipeline_id },
  { name: 'stage_kommo_id', type: 'bigint', valueOf: (row) => row.status_id },
  { name: 'company_kommo_id', type: 'bigint', valueOf: (row) => row._embedded.companies[0]?.id ?? null },
  {
    name: 'closed_at',
    type: 'timestamptz',
    valueOf: (row) => (row.closed_at === null ? null : instant(row.closed_at)),
  },
]);

/** Which of the rows are the newest we know: the links of an older one are not worth storing. */
const NEWEST = `
  SELECT l.kommo_id FROM crm.leads l
    JOIN unnest($3::bigint[], $4::timestamptz[]) AS i (kommo_id, updated_at)
      ON i.kommo_id = l.kommo_id AND i.updated_at = l.updated_at
   WHERE l.org_id = $1 AND l.connection_id = $2 AND l.kommo_id = ANY ($3)`;

/** `NOT IN` of a list without nulls is one hash; the planner made a nested loop of `NOT EXISTS` while the table was new. */
const DROP_LINKS = `
  DELETE FROM crm.lead_contacts
   WHERE org_id = $1 AND connection_id = $2 AND lead_kommo_id = ANY ($3::bigint[])
     AND (lead_kommo_id, contact_kommo_id) NOT IN (SELECT * FROM unnest($4::bigint[], $5::bigint[]))`;

const PUT_LINKS = `
  INSERT INTO crm.lead_contacts AS c
         (org_id, connection_id, lead_kommo_id, contact_kommo_id, is_main, position)
  SELECT $1, $2, w.* FROM unnest($3::bigint[], $4::bigint[], $5::boolean[], $6::integer[])
      AS w (lead_kommo_id, contact_kommo_id, is_main, position)
    LEFT JOIN crm.lead_contacts c ON c.org_id = $1 AND c.connection_id = $2
     AND c.lead_kommo_id = w.lead_kommo_id AND c.contact_kommo_id = w.contact_kommo_id
   WHERE (c.is_main, c.position) IS DISTINCT FROM (w.is_main, w.position)
  ON CONFLICT (org_id, connection_id, lead_kommo_id, contact_kommo_id)
  DO UPDATE SET is_main = EXCLUDED.is_main, position = EXCLUDED.position`;

/** Leads and their links are stored one after the other: others are told of both together. */
const TELL_LATER = `SELECT set_config('app.telling', 'later', true)`;
const TELL_NOW = 'SELECT crm.tell_now($1)';

/** Stores leads and their links as Kommo gave them (asked for `with=contacts,catalog_elements`). */
export async function storeLeads(
  db: EntityManager,
  ref: ConnectionRef,
  rows: readonly LeadRow[],
  accept: Accept = 'same',
  readAt: Date | null = null,
): Promise<void> {
  if (rows.length === 0) return;
  await db.query(TELL_LATER);
  await storeCards(db, ref, LEADS, rows, accept, readAt);
  const key = [ref.orgId, ref.connectionId];
  const times = rows.map((row) => instant(row.updated_at));
  const newest = (await db.query(NEWEST, [...key, rows.map((row) => row.id), times])) as {
    kommo_id: string;
  }[];
  const ids = new Set(newest.map((row) => row.kommo_id));
  const links = rows.filter((row) => ids.has(row.id)).flatMap(linksOf);
  const ends = [links.map((link) => link.leadId), links.map((link) => link.contactId)];
  await db.query(DROP_LINKS, [...key, [...ids], ...ends]);
  const marks = [links.map((link) => link.isMain), links.map((link) => link.position)];
  await db.query(PUT_LINKS, [...key, ...ends, ...marks]);
  await db.query(TELL_NOW, [ref.orgId]);
  await storeElementLinks(
    db,
    ref,
    rows.filter((row) => ids.has(row.id)),
  );
}

/** A lead's links, each contact once, in Kommo's order. */
function linksOf(row: LeadRow) {
  const contacts = new Map(row._embedded.contacts.map((contact) => [contact.id, contact.is_main]));
  return [...contacts].map(([contactId, isMain], position) => ({
    leadId: row.id,
    contactId,
    isMain,
    position,
  }));
}
