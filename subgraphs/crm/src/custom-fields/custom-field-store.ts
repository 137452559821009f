import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { withoutRepeats } from '../mirror/mirror-table';
import type { FieldRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import type { CardEntity } from '../sync/sync-cursor.entity';

const PUT = `
  INSERT INTO crm.custom_fields AS f
         (org_id, connection_id, kind, id, kommo_id, name, type, code, options, currency)
  SELECT $1, $2, $3, n.*
    FROM unnest($4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::text[])
      AS n (id, kommo_id, name, type, code, options, currency)
   ORDER BY n.kommo_id
  ON CONFLICT (org_id, connection_id, kommo_id, kind) DO UPDATE
     SET name = EXCLUDED.name, type = EXCLUDED.type, code = EXCLUDED.code, options = EXCLUDED.options,
         currency = EXCLUDED.currency, is_deleted = false
   WHERE (f.name, f.type, f.code, f.options, f.currency, f.is_deleted) IS DISTINCT FROM
         (EXCLUDED.name, EXCLUDED.type, EXCLUDED.code, EXCLUDED.options, EXCLUDED.currency, false)`;

const DROP = `
  UPDATE crm.custom_fields SET is_deleted = true
   WHERE org_id = $1 AND connection_id = $2 AND kind = $3 AND NOT is_deleted AND kommo_id = ANY ($4::bigint[])`;

/**
 * Stores custom fields of one kind of card. The keys that the organisation gave them stay.
 *
 * @param gone Kommo's numbers of fields that are no longer there: they are marked as deleted
 */
export async function storeFields(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  kind: CardEntity,
  given: readonly FieldRow[],
  gone: readonly string[],
): Promise<void> {
  const rows = withoutRepeats(given);
  const ids = rows.map((row) => row.id);
  await db.query(PUT, [
    orgId,
    connectionId,
    kind,
    rows.map(() => newId()),
    ids,
    rows.map((row) => row.name),
    rows.map((row) => row.type),
    rows.map((row) => row.code),
    rows.map((row) => JSON.stringify(row.enums)),
    rows.map((row) => row.currency),
  ]);
  if (gone.length > 0) await db.query(DROP, [orgId, connectionId, kind, gone]);
}
