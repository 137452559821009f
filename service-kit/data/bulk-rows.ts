import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { inTurns } from '../subgraph/turns';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/**
 * Inserts rows, or overwrites those that are there, in one statement for up to 1,000 of them. Values travel as one JSON
 * document, decimals as strings: nothing passes through a float. A row that brings nothing new is not written. Others have
 * their turn while the document is made.
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
  const isKey = (column: ColumnMetadata) => key?.includes(column.propertyName) ?? column.isPrimary;
  const names = namesOf(columns);
  const keys = namesOf(columns.filter(isKey));
  const changing = namesOf(columns.filter((column) => !isKey(column) && !column.isPrimary));
  const ofRow = (row: string) => changing.map((name) => `${row}.${name}`).join(', ');
  const statement = `INSERT INTO ${tablePath} AS stored (${names.join(', ')})
     SELECT ${names.join(', ')} FROM json_populate_recordset(NULL::${tablePath}, $1)
         ON CONFLICT (${keys.join(', ')}) DO UPDATE
        SET ${changing.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
      WHERE (${ofRow('stored')}) IS DISTINCT FROM (${ofRow('EXCLUDED')})`;
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await db.query(statement, [await inTurns(documentOf(rows.slice(from, from + AT_ONCE), columns))]);
  }
}

/**
 * Writes some columns of rows that are there, and nothing else, in one statement for up to 1,000 of them. Where thousands of rows
 * change in a few columns this is half the work of writing them whole.
 *
 * @param properties what is written
 */
export async function updateRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  properties: readonly (keyof T & string)[],
): Promise<void> {
  if (rows.length === 0) return;
  const { columns, primaryColumns, tablePath } = db.connection.getMetadata(entity);
  const written = columns.filter(({ propertyName }) => properties.includes(propertyName));
  const statement = `UPDATE ${tablePath} AS stored
        SET ${namesOf(written)
          .map((name) => `${name} = given.${name}`)
          .join(', ')}
       FROM json_populate_recordset(NULL::${tablePath}, $1) AS given
      WHERE ${namesOf(primaryColumns)
        .map((name) => `stored.${name} = given.${name}`)
        .join(' AND ')}`;
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const document = documentOf(rows.slice(from, from + AT_ONCE), [...primaryColumns, ...written]);
    await db.query(statement, [await inTurns(document)]);
  }
}

/**
 * Rows of one statement. All that an estimate may hold are a document of ten megabytes; of 2,500 rows, pg took 50 ms to copy what is
 * sent into its buffer, during which nobody had a turn.
 */
const AT_ONCE = 1_000;
/** Rows of one piece. */
const PIECE = 50;

function* documentOf(
  rows: readonly ObjectLiteral[],
  columns: readonly ColumnMetadata[],
): Generator<void, string> {
  const parts: string[] = [];
  for (const row of rows) {
    const record: ObjectLiteral = {};
    for (const { databaseName, propertyName } of columns) record[databaseName] = row[propertyName] as unknown;
    parts.push(JSON.stringify(record));
    if (parts.length % PIECE === 0) yield;
  }
  return `[${parts.join(',')}]`;
}

const namesOf = (columns: readonly ColumnMetadata[]): string[] =>
  columns.map(({ databaseName }) => `"${databaseName}"`);
