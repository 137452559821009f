import { createHash } from 'node:crypto';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../errors/errors';
import { groupByKey } from './loaders';

export const DEFAULT_PAGE_SIZE = 25;
export const MAX_PAGE_SIZE = 100;

/** The four arguments of a Relay connection (https://relay.dev/graphql/connections.htm, section 4). */
export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A connection's page. What is not asked for costs nothing: `totalCount` is a thunk, cursors are made when looked at. */
export interface Page<T> {
  edges: { readonly cursor: string; readonly node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  totalCount: () => Promise<number>;
}

/** What cursors know of a column that a list is ordered by. */
export interface CursorColumn {
  /** In SQL, with the alias. */
  readonly sql: string;
  /** The PostgreSQL type a cursor's text is cast to. */
  readonly type: string;
  readonly direction: 'ASC' | 'DESC';
}

/** Writes and reads the cursors of one list in one order. */
export interface Cursors {
  write(values: readonly string[]): string;
  /** @throws GraphQLError BAD_USER_INPUT for a cursor of another list or order, and for none */
  read(cursor: string, name: 'after' | 'before'): string[];
}

/**
 * The cursors of a list.
 *
 * @param table the list's; aliases may be the same in several lists
 */
export function keysetCursors(table: string, columns: readonly CursorColumn[]): Cursors {
  let mark: string | undefined;
  const order = () => (mark ??= markOf(table, columns));
  return {
    write: (values) => encodeCursor(order(), values),
    read(cursor, name) {
      const values = decodeCursor(cursor, order(), columns.length, name);
      checkValues(columns, values, name);
      return values;
    },
  };
}

/** Tells one order from another, so that a cursor of another list or order is refused rather than misread. */
function markOf(table: string | undefined, columns: readonly CursorColumn[]): string {
  const text = columns.map(({ sql, direction }) => `${sql} ${direction}`).join(',');
  return createHash('sha256').update(`${table} ${text}`).digest('base64url').slice(0, 8);
}

/** One column of a keyset order. The last column of an order must be unique; columns must not be null. */
export interface SortColumn<T> {
  /** The column in SQL, with the alias: `lead.updated_at`. */
  sql: string;
  /** The PostgreSQL type a cursor's text is cast to: `timestamptz`, `uuid`, `bigint`, `text`. */
  type: string;
  direction: 'ASC' | 'DESC';
  /** The column's value of a row, as text that loses nothing (our timestamps are `timestamptz(3)`: `toISOString()` is exact). */
  valueOf: (row: T) => string;
}

/** The size and direction of the page asked for. @throws GraphQLError BAD_USER_INPUT saying which argument to mend */
export function pageSize(args: PageArgs, max = MAX_PAGE_SIZE): { size: number; backward: boolean } {
  const { first, last } = args;
  if (first != null && last != null) throw badInput('Give either "first" or "last", not both.', 'first');
  const backward = last != null || (args.before != null && first == null);
  const size = (backward ? last : first) ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > max) {
    const name = backward ? 'last' : 'first';
    throw badInput(`"${name}" must be between 1 and ${max}.`, name);
  }
  return { size, backward };
}

/** Tells one order from another, so that a cursor of another list or order is refused rather than misread. */
function orderMark<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  columns: readonly SortColumn<T>[],
): string {
  return markOf(query.expressionMap.mainAlias?.tablePath, columns);
}

/** Cursors are opaque to clients; they hold the sort key's values and a mark of the order they belong to. */
function encodeCursor(order: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

function decodeCursor(cursor: string, order: string, length: number, name: string): string[] {
  const wrong = () =>
    badInput(`"${name}" is not a cursor of this list. Use a cursor that this list returned.`, name);
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== length + 1 || parts[0] !== order) throw wrong();
    if (!parts.every((part): part is string => typeof part === 'string' && part.length <= 500)) throw wrong();
    return parts.slice(1);
  } catch {
    throw wrong();
  }
}

/**
 * Reads one page of a query by keyset: one statement, whatever the page's depth.
 *
 * @param query a query builder without order or limit, already narrowed by filters
 * @param columns the order, most significant first, the last one unique
 * @param args the connection's arguments
 * @param count counts the whole list; called only when a client asks for `totalCount`
 * @returns the page, in the given order also when read backward
 * @throws GraphQLError BAD_USER_INPUT for an unknown cursor or a size out of range
 */
export async function readPage<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  columns: readonly SortColumn<T>[],
  args: PageArgs,
  count: () => Promise<number>,
): Promise<Page<T>> {
  const limits = limitToPage(query, columns, args);
  return pageOf(await query.getMany(), limits, columns, args, count);
}

interface PageLimits {
  size: number;
  /** The mark of the page's cursors. */
  order: string;
}

/** Narrows and orders a query to what a page needs, and one row more. */
function limitToPage<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  columns: readonly SortColumn<T>[],
  args: PageArgs,
): PageLimits {
  const { size, backward } = pageSize(args);
  const order = orderMark(query, columns);
  const limits = [
    ['after', args.after, false],
    ['before', args.before, true],
  ] as const;
  for (const [name, cursor, reversed] of limits) {
    if (cursor == null) continue;
    const values = decodeCursor(cursor, order, columns.length, name);
    checkValues(columns, values, name);
    query.andWhere(...beyond(columns, values, reversed, name));
  }
  for (const { sql, direction } of columns) query.addOrderBy(sql, turned(direction, backward));
  query.limit(size + 1);
  return { size, order };
}

/** Shapes the rows of a limited query, at most `size + 1` in the order they were read, into a page. */
function pageOf<T>(
  rows: T[],
  { size, order }: PageLimits,
  columns: readonly SortColumn<T>[],
  args: PageArgs,
  count: () => Promise<number>,
): Page<T> {
  const { backward } = pageSize(args);
  const more = rows.length > size;
  if (more) rows.pop();
  if (backward) rows.reverse();
  const edges = rows.map((node) => ({
    cursor: encodeCursor(
      order,
      columns.map((column) => column.valueOf(node)),
    ),
    node,
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: backward ? args.before != null : more,
      hasPreviousPage: backward ? more : args.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: count,
  };
}

/** The parents whose lists {@link readPagesByParent} reads. */
export interface Parents<T> {
  /** The column that holds the parent's id, with the alias: `lead.contact_id`. */
  sql: string;
  ids: readonly string[];
  /** The parent's id of a row. */
  idOf: (row: T) => string | null;
}

/**
 * Reads one page of each of many parents' lists by keyset, in one statement however many parents there are: the
 * batch function of a DataLoader behind a connection field.
 *
 * @param query as for {@link readPage}; its alias's table has a column `id`, unique among the rows it can see
 * @param parents ids are UUIDs
 * @param columns as for {@link readPage}
 * @param args the same for all parents
 * @param count counts one parent's whole list; batch it too
 * @returns a page for each parent, in the order of `parents.ids`
 * @throws GraphQLError BAD_USER_INPUT as {@link readPage} does
 */
export async function readPagesByParent<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  parents: Parents<T>,
  columns: readonly SortColumn<T>[],
  args: PageArgs,
  count: (parentId: string) => Promise<number>,
): Promise<Page<T>[]> {
  const { alias } = query;
  const outer = query.clone();
  const limits = limitToPage(query, columns, args);
  query.select(`${alias}.id`, 'id').andWhere(`${parents.sql} = parent.id`);
  const ids = `SELECT page.id FROM unnest(:parents::uuid[]) AS parent(id) CROSS JOIN LATERAL (${query.getQuery()}) AS page`;
  outer
    .andWhere(`${alias}.id IN (${ids})`)
    .setParameters({ ...query.getParameters(), parents: [...parents.ids] });
  const { backward } = pageSize(args);
  for (const { sql, direction } of columns) outer.addOrderBy(sql, turned(direction, backward));
  const groups = groupByKey(parents.ids, await outer.getMany(), (row) => parents.idOf(row) ?? '');
  return groups.map((rows, index) =>
    pageOf(rows, limits, columns, args, () => count(parents.ids[index] as string)),
  );
}

const turned = (direction: 'ASC' | 'DESC', reverse: boolean): 'ASC' | 'DESC' =>
  reverse ? (direction === 'ASC' ? 'DESC' : 'ASC') : direction;

const isShaped = (shape: RegExp) => (value: string) => shape.test(value);

/** Whether a text can be cast to a type, by the type's name; texts of other types always can. */
const CASTS: Record<string, (value: string) => boolean> = {
  uuid: isShaped(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  bigint: isShaped(/^-?\d{1,18}$/),
  integer: isShaped(/^-?\d{1,9}$/),
  numeric: isShaped(/^-?\d{1,30}(\.\d{1,20})?$/),
  timestamptz: isInstant,
};

/** As `toISOString` writes it, and in the calendar: PostgreSQL knows neither 30 February nor a year 0. */
function isInstant(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) || value < '0001') return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
}

/** A forged cursor must end as BAD_USER_INPUT, not as a failed cast in SQL. */
function checkValues(columns: readonly CursorColumn[], values: readonly string[], name: string): void {
  columns.forEach(({ type }, index) => {
    const value = values[index] ?? '';
    if (CASTS[type]?.(value) === false || value.includes('\0')) {
      throw badInput(`"${name}" is not a cursor of this list. Use a cursor that this list returned.`, name);
    }
  });
}

/** `(a > x) or (a = x and b < y) …`: works for mixed directions, and uses the index of the order. */
function beyond<T>(
  columns: readonly SortColumn<T>[],
  values: readonly string[],
  reversed: boolean,
  name: string,
): [string, Record<string, string>] {
  const parameters = Object.fromEntries(values.map((value, index) => [`${name}_${index}`, value]));
  const at = (index: number) => `:${name}_${index}::${columns[index]?.type}`;
  const alternatives = columns.map((column, index) => {
    const equal = columns.slice(0, index).map((before, i) => `${before.sql} = ${at(i)}`);
    const sign = turned(column.direction, reversed) === 'ASC' ? '>' : '<';
    return `(${[...equal, `${column.sql} ${sign} ${at(index)}`].join(' AND ')})`;
  });
  return [`(${alternatives.join(' OR ')})`, parameters];
}
