import type { DataSource, EntityManager } from 'typeorm';
import { readInOrganization } from '../postgres/database';
import { namesIn, type DataExport, type TableExport } from './table-export';

/** A subgraph that has something to tell. */
export interface ToldPart {
  /** Of its schema, too. */
  readonly name: string;
  /** Connected as the subgraph's own role: it reads its own tables, and row-level security holds. */
  readonly source: DataSource;
  /** What its features say of their tables. */
  readonly dataExports: readonly DataExport[];
}

/** Whose data is read. */
export interface Whose {
  readonly orgId: string;
  /** A person; null for all that is the organisation's. */
  readonly personId: string | null;
}

interface Row {
  line: string;
  /** Where it stands, as texts. */
  place: string[];
}

/** About as much is in memory at a time. */
const PAGE_BYTES = 1_000_000;
const FIRST_PAGE = 20;
const LARGEST_PAGE = 1_000;

const nameOf = (part: ToldPart, { table }: TableExport): string =>
  table.includes('.') ? table : `${part.name}.${table}`;

/**
 * Reads a table page by page, each a short transaction of its own: nobody waits for it, and it is no snapshot. Pages are as long as
 * fits into about a megabyte, so that one row of megabytes and a million short ones take the same memory.
 *
 * @returns lines of JSON, without line feeds; numbers stand as PostgreSQL has them, to the last digit
 */
export async function* readTable(
  part: ToldPart,
  table: TableExport,
  whose: Whose,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const order = namesIn(table.order ?? 'id');
  let after: string[] | null = null;
  for (let limit = FIRST_PAGE; ;) {
    signal.throwIfAborted();
    const sql = pageSql(part, table, { whose, order, isFirst: after === null, limit });
    const values: string[] = [
      whose.orgId,
      ...(whose.personId === null ? [] : [whose.personId]),
      ...(after ?? []),
    ];
    const rows: Row[] = await readInOrganization(part.source, whose.orgId, async (db) => {
      await sayPurpose(db, table);
      return db.query<Row[]>(sql, values);
    });
    yield rows.map(({ line }) => line);
    const last = rows.at(-1);
    if (!last || rows.length < limit) return;
    after = last.place;
    const bytes = rows.reduce((sum, { line }) => sum + line.length, 1);
    limit = Math.max(1, Math.min(LARGEST_PAGE, limit * 4, Math.floor((rows.length * PAGE_BYTES) / bytes)));
  }
}

async function sayPurpose(db: EntityManager, { purpose }: TableExport): Promise<void> {
  if (purpose !== undefined) await db.query(`SELECT set_config('app.purpose', $1, true)`, [purpose]);
}

interface PageOf {
  whose: Whose;
  order: readonly string[];
  isFirst: boolean;
  limit: number;
}

function pageSql(part: ToldPart, table: TableExport, { whose, order, isFirst, limit }: PageOf): string {
  const isPersons = whose.personId !== null;
  const told = isPersons && table.person === undefined ? madeColumns(table, order) : namesIn(table.columns);
  const column = (name: string) => `t.${name}`;
  const from = isPersons ? 3 : 2;
  const where = [
    table.of === undefined ? 't.org_id = $1' : `($1::uuid IS NOT NULL AND ${table.of})`,
    ...(isPersons ? [`t.${table.person ?? table.madeBy} = $2`] : []),
    ...(isFirst
      ? []
      : [`(${order.map(column).join(', ')}) > (${order.map((_name, n) => `$${n + from}`).join(', ')})`]),
  ];
  return `SELECT (SELECT row_to_json(told_row) FROM (SELECT ${told.map(column).join(', ')}) told_row)::text AS line,
                 ARRAY[${order.map((name) => `t.${name}::text`).join(', ')}] AS place
            FROM ${nameOf(part, table)} t WHERE ${where.join(' AND ')}
           ORDER BY ${order.map(column).join(', ')} LIMIT ${limit}`;
}

/** What is told of a row to who made it: which, and when. */
function madeColumns(table: TableExport, order: readonly string[]): string[] {
  const when = namesIn(table.columns).filter((name) => ['created_at', 'at'].includes(name));
  return [...new Set([...order, ...when])];
}
