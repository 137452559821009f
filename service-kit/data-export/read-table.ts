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
  /** How many rows the page was chosen from. */
  seen: number;
}

/** A page is no longer, in rows and in bytes as they are stored; these may be packed, and are several times as many as text. */
const PAGE_ROWS = 1_000;
const PAGE_BYTES = 500_000;

const nameOf = (part: ToldPart, { table }: TableExport): string =>
  table.includes('.') ? table : `${part.name}.${table}`;

/**
 * Reads a table page by page, each a short transaction of its own: nobody waits for it, and it is no snapshot. PostgreSQL cuts a page off
 * by the sizes of its rows before it reads them, so that a million short ones and thousands of megabytes each take about the same memory,
 * in whichever order they come.
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
  for (;;) {
    signal.throwIfAborted();
    const sql = pageSql(part, table, { whose, order, isFirst: after === null });
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
    if (!last || (rows.length === last.seen && last.seen < PAGE_ROWS)) return;
    after = last.place;
  }
}

async function sayPurpose(db: EntityManager, { purpose }: TableExport): Promise<void> {
  if (purpose !== undefined) await db.query(`SELECT set_config('app.purpose', $1, true)`, [purpose]);
}

interface PageOf {
  whose: Whose;
  order: readonly string[];
  isFirst: boolean;
}

function pageSql(part: ToldPart, table: TableExport, { whose, order, isFirst }: PageOf): string {
  const isPersons = whose.personId !== null;
  const made = isPersons && table.person === undefined ? namesIn(table.madeBy) : [];
  const told = made.length > 0 ? madeColumns(table, order, made) : namesIn(table.columns);
  const column = (name: string) => `t.${name}`;
  const as = made.map((name) => `CASE WHEN t.${name} = $2 THEN '${name}' END`);
  const shown = [
    ...told.map(column),
    ...(as.length > 0 ? [`array_remove(ARRAY[${as.join(', ')}], NULL) AS "as"`] : []),
  ];
  const from = isPersons ? 3 : 2;
  const where = [
    table.of === undefined ? 't.org_id = $1' : `($1::uuid IS NOT NULL AND ${table.of})`,
    ...(isPersons
      ? [`$2 IN (${(made.length > 0 ? made : [table.person ?? '']).map(column).join(', ')})`]
      : []),
    ...(isFirst
      ? []
      : [`(${order.map(column).join(', ')}) > (${order.map((_name, n) => `$${n + from}`).join(', ')})`]),
  ];
  const by = order.map(column).join(', ');
  const size = told.map((name) => `coalesce(pg_column_size(t.${name}), 0)`).join(' + ');
  return `SELECT (SELECT row_to_json(told_row) FROM (SELECT ${shown.join(', ')}) told_row)::text AS line,
                 ARRAY[${order.map((name) => `t.${name}::text`).join(', ')}] AS place, t.told_seen AS seen
            FROM (SELECT t.*, sum(${size}) OVER (ORDER BY ${by} ROWS UNBOUNDED PRECEDING) - (${size}) AS told_before,
                         (count(*) OVER ())::int AS told_seen
                    FROM (SELECT t.* FROM ${nameOf(part, table)} t WHERE ${where.join(' AND ')}
                           ORDER BY ${by} LIMIT ${PAGE_ROWS}) t) t
           WHERE t.told_before < ${PAGE_BYTES} ORDER BY ${by}`;
}

/** What is told of a row to whom it names: which, and when. `created_by` and `decided_by_id` have `created_at` and `decided_at`. */
function madeColumns(table: TableExport, order: readonly string[], made: readonly string[]): string[] {
  const moments = ['created_at', 'at', ...made.map((name) => name.replace(/_by(_id)?$/, '_at'))];
  const when = namesIn(table.columns).filter((name) => moments.includes(name) && !made.includes(name));
  return [...new Set([...order, ...when])];
}
