import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/**
 * Inserts rows, or overwrites those that are there, in one statement however many there are. Values travel as one JSON
 * document, decimals as strings: nothing passes through a float.
 *
 * @param rows whole entities; none is fine
 */
export async function saveRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
): Promise<void> {
  if (rows.length === 0) return;
  const { columns, tablePath } = db.connection.getMetadata(entity);
  const records = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.databaseName, row[column.propertyName]])),
  );
  const names = columns.map((column) => `"${column.databaseName}"`);
  const updates = columns
    .filter((column) => !column.isPrimary)
    .map(({ databaseName }) => `"${databaseName}" = EXCLUDED."${databaseName}"`);
  await db.query(
    `INSERT INTO ${tablePath} (${names.join(', ')})
     SELECT ${names.join(', ')} FROM json_populate_recordset(NULL::${tablePath}, $1)
         ON CONFLICT (org_id, id) DO UPDATE SET ${updates.join(', ')}`,
    [JSON.stringify(records)],
  );
}
