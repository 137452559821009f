import type { EntityManager } from 'typeorm';
import { putCardValues } from '../custom-fields/card-values';
import { storeRows, type Accept, type MirrorTable } from '../mirror/mirror-table';
import type { ConnectionRef } from '../runtime';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { CardRow } from './card-store';

/** Stores a page of cards, and what those that changed hold in mapped fields; as {@link storeRows}. */
export async function storeCards<R extends CardRow>(
  db: EntityManager,
  ref: ConnectionRef,
  table: MirrorTable<R>,
  rows: readonly R[],
  accept: Accept = 'same',
  readAt: Date | null = null,
): Promise<void> {
  // Else a trigger takes this for a worker of a version that knows no such values (1796900000705-doubt-values.ts).
  await db.query(`SELECT set_config('app.stores_values', 'on', true)`);
  const stored = await storeRows(db, ref, table, rows, accept, readAt);
  const fields = new Map(rows.map((row) => [row.id, row.custom_fields_values]));
  await putCardValues(
    db,
    ref,
    table.entity as CardEntity,
    stored.map(({ id, kommoId }) => ({ id, fields: fields.get(kommoId) ?? [] })),
  );
}
