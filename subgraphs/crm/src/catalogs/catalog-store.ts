import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { CatalogElementRow, CatalogRow, LeadRow } from '../kommo/rows';
import { describeTable, instant, withoutRepeats } from '../mirror/mirror-table';
import type { ConnectionRef } from '../runtime';

export const CATALOG_ELEMENTS = describeTable<CatalogElementRow>('CATALOG_ELEMENTS', [
  { name: 'catalog_kommo_id', type: 'bigint', valueOf: (row) => row.catalog_id },
  { name: 'name', type: 'text', valueOf: (row) => row.name },
  { name: 'custom_fields', type: 'jsonb', valueOf: (row) => JSON.stringify(row.custom_fields_values) },
  { name: 'created_at', type: 'timestamptz', valueOf: (row) => instant(row.created_at) },
]);

const PUT = `
  INSERT INTO crm.catalogs AS c (org_id, id, connection_id, kommo_id, name, type)
  SELECT $1, n.id, $2, n.kommo_id, n.name, n.type
    FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[]) AS n (id, kommo_id, name, type) ORDER BY n.kommo_id
  ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE
     SET name = EXCLUDED.name, type = EXCLUDED.type, is_deleted = false
   WHERE (c.name, c.type, c.is_deleted) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.type, false)`;

const DROP = `
  UPDATE crm.catalogs SET is_deleted = true
   WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted AND kommo_id <> ALL ($3::bigint[])`;

/**
 * Stores an account's lists.
 *
 * @param kept numbers of others that are there; null when that is not known: then none is marked as deleted
 */
export async function storeCatalogs(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly CatalogRow[],
  kept: readonly string[] | null,
): Promise<void> {
  const rows = withoutRepeats(given);
  const ids = rows.map((row) => row.id);
  await db.query(PUT, [
    orgId,
    connectionId,
    rows.map(() => newId()),
    ids,
    rows.map((row) => row.name),
    rows.map((row) => row.type),
  ]);
  if (kept) await db.query(DROP, [orgId, connectionId, [...ids, ...kept]]);
}

const DROP_LINKS = `
  DELETE FROM crm.lead_catalog_elements
   WHERE org_id = $1 AND connection_id = $2 AND lead_kommo_id = ANY ($3::bigint[])
     AND (lead_kommo_id, element_kommo_id) NOT IN (SELECT * FROM unnest($4::bigint[], $5::bigint[]))`;

const PUT_LINKS = `
  INSERT INTO crm.lead_catalog_elements AS c
         (org_id, connection_id, lead_kommo_id, element_kommo_id, catalog_kommo_id, quantity, position)
  SELECT $1, $2, w.* FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::numeric[], $7::integer[])
      AS w (lead_kommo_id, element_kommo_id, catalog_kommo_id, quantity, position)
  ON CONFLICT (org_id, connection_id, lead_kommo_id, element_kommo_id) DO UPDATE
     SET catalog_kommo_id = EXCLUDED.catalog_kommo_id, quantity = EXCLUDED.quantity, position = EXCLUDED.position
   WHERE (c.catalog_kommo_id, c.quantity, c.position)
         IS DISTINCT FROM (EXCLUDED.catalog_kommo_id, EXCLUDED.quantity, EXCLUDED.position)`;

/** Stores what leads have of the account's lists, in Kommo's order, each element once. */
export async function storeElementLinks(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  leads: readonly LeadRow[],
): Promise<void> {
  const links = leads.flatMap((lead) =>
    withoutRepeats(lead._embedded.catalog_elements).map((element, position) => ({
      ...element,
      leadId: lead.id,
      position,
    })),
  );
  const key = [orgId, connectionId];
  const ends = [links.map(({ leadId }) => leadId), links.map(({ id }) => id)];
  await db.query(DROP_LINKS, [...key, leads.map(({ id }) => id), ...ends]);
  if (links.length === 0) return;
  const marks = [
    links.map((link) => link.catalog_id),
    links.map((link) => link.quantity),
    links.map((link) => link.position),
  ];
  await db.query(PUT_LINKS, [...key, ...ends, ...marks]);
}
