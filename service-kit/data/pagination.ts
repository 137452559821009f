import { createHash } from 'node:crypto';
import { badInput } from '../errors/errors';

const DEFAULT_PAGE_SIZE = 25;
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
 * @param columns whose values cursors hold
 * @param order all columns that the list is ordered by
 */
export function keysetCursors(
  table: string,
  columns: readonly CursorColumn[],
  order: readonly CursorColumn[] = columns,
): Cursors {
  let mark: string | undefined;
  const marked = () => (mark ??= markOf(table, order));
  return {
    write: (values) => encodeCursor(marked(), values),
    read(cursor, name) {
      const values = decodeCursor(cursor, marked(), columns.length, name);
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
