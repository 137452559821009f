/*
 * "For each of these, the first few of those": `CROSS JOIN LATERAL` with a limit within. PostgreSQL then goes through the
 * outer rows and takes the inner ones by their index, whatever it believes of the tables.
 */

export interface Lateral {
  /** What there is a list for each of, with its alias: `unnest(:parents::uuid[]) AS parent(id)`. */
  readonly each: string;
  /** How many rows of each list. */
  readonly limit: string;
  /** Columns of the inner statement to order all rows by, with their direction; its own order says nothing of the whole. */
  readonly order?: readonly { readonly sql: string; readonly direction: string }[];
  /** The same by columns of `each`; comes first. */
  readonly outerOrder?: string;
  /** A column of `each` to be answered behind the row's. */
  readonly tag?: string;
}

/**
 * Puts a statement into a lateral join.
 *
 * @param sql as the query builder made it; may use the alias of `each`
 * @param columns that it selects, as it lists them
 */
export function lateral(sql: string, columns: readonly string[], join: Lateral): string {
  const head = `SELECT ${columns.join(', ')}`;
  if (!sql.startsWith(head)) throw new Error('The statement has another beginning.');
  const { each, limit, order = [], outerOrder, tag } = join;
  const inner = [...columns, ...order.map((column) => column.sql)];
  const named = inner.map((column, index) => `${column} AS c${index}`).join(', ');
  const outer = [...columns.map((_column, index) => `item.c${index}`), ...(tag ? [tag] : [])].join(', ');
  const sort = order.map(({ direction }, index) => `item.c${columns.length + index} ${direction}`);
  const by = [...(outerOrder ? [outerOrder] : []), ...sort].join(', ');
  return (
    `SELECT ${outer} FROM ${each} ` +
    `CROSS JOIN LATERAL (SELECT ${named}${sql.slice(head.length)} LIMIT ${limit}) AS item ORDER BY ${by}`
  );
}
