import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/**
 * Inserts rows, or overwrites those that are there, in one statement however many there are. Values travel as one JSON
 * document, decimals as strings: nothing passes through a float. A row that brings nothing new is not written.
 *
 * @param rows whole entities, each key once; none is fine
 * @param key properties of the unique key that tells a row that is there already, which keeps its primary key; the primary
 *   key itself unless given
 */
export async function saveRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  { key }: { key?: readonly (keyof T & string)[] } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const { columns, tablePath } = db.connection.getMetadata(entity);
  const records = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.databaseName, row[column.propertyName]])),
  );
  const isKey = (column: ColumnMetadata) => key?.includes(column.propertyName) ?? column.isPrimary;
  const names = namesOf(columns);
  const keys = namesOf(columns.filter(isKey));
  const changing = namesOf(columns.filter((column) => !isKey(column) && !column.isPrimary));
  const ofRow = (row: string) => changing.map((name) => `${row}.${name}`).join(', ');
  await db.query(
    `INSERT INTO ${tablePath} AS stored (${names.join(', ')})
     SELECT ${names.join(', ')} FROM json_populate_recordset(NULL::${tablePath}, $1)
         ON CONFLICT (${keys.join(', ')}) DO UPDATE
        SET ${changing.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
      WHERE (${ofRow('stored')}) IS DISTINCT FROM (${ofRow('EXCLUDED')})`,
    [JSON.stringify(records)],
  );
}

const namesOf = (columns: readonly ColumnMetadata[]): string[] =>
  columns.map(({ databaseName }) => `"${databaseName}"`);
