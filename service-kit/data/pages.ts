import type { EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { groupByKey } from './loaders';
import { keysetCursors, pageSize, type Page, type PageArgs } from './pagination';
import type { ColumnPath } from './columns';
import { lateral } from './lateral';
import type { Narrowing } from './narrowing';
import { readShape, readTagged, readValues, type ReadContext, type ReadShape, type ReadValues } from './read';

/*
 * Pages of lists by keyset: one statement for a page, whatever its depth, and one for a count when it is asked for.
 */

export type Direction = 'ASC' | 'DESC';

/** One column of an order; not null. The last one of an order is unique. Times have milliseconds: `timestamptz(3)`. */
export interface SortColumn<T> {
  readonly by: ColumnPath<T>;
  /** What stands in place of the column: a text that the row itself does not hold. `by` is then the order's unique column. */
  readonly computed?: ComputedText;
  readonly direction: Direction;
  /** The language by whose order texts stand, as PostgreSQL calls its ICU collation: `ru`, `und`. */
  readonly collation?: string;
}

/** A text to sort by, as SQL; never null. */
interface ComputedText {
  readonly sql: string;
  /** The same of the row whose unique column has the value `at`, an SQL expression: cursors hold no more than that. */
  ofRow(at: string): string;
}

/** A list that pages are read of. */
export interface List<T extends ObjectLiteral> {
  readonly entity: new () => T;
  readonly alias: string;
  /** Narrows to `:orgId` too. */
  readonly where: Narrowing<T>;
  readonly order: readonly SortColumn<T>[];
  readonly keys?: readonly ColumnPath<T>[];
  readonly nested?: Readonly<Record<string, string>>;
}

/** An order by one property, ties by a unique one, both in one direction. */
export const orderBy = <T>(
  by: ColumnPath<T>,
  direction: Direction,
  unique: ColumnPath<T> = 'id' as ColumnPath<T>,
): SortColumn<T>[] => [
  { by, direction },
  { by: unique, direction },
];

/** A sort column as SQL and cursors have it. */
interface KeyColumn {
  readonly path: string;
  readonly sql: string;
  readonly type: string;
  readonly direction: Direction;
  readonly computed: ComputedText | null;
}

const turned = (direction: Direction, reverse: boolean): Direction =>
  reverse ? (direction === 'ASC' ? 'DESC' : 'ASC') : direction;

/** Where a page begins and ends, and how many rows it has. */
interface Limits<T extends ObjectLiteral> {
  readonly columns: readonly KeyColumn[];
  readonly size: number;
  readonly backward: boolean;
  readonly values: ReadValues;
  readonly cursorOf: (row: T) => string;
  /** Tells forms of the statement apart. */
  readonly key: string;
  apply(query: SelectQueryBuilder<T>): void;
}

/** @throws GraphQLError BAD_USER_INPUT for an unknown cursor or a size out of range */
function limitsOf<T extends ObjectLiteral>(ctx: ReadContext, list: List<T>, args: PageArgs): Limits<T> {
  const { size, backward } = pageSize(args);
  const metadata = ctx.source.getMetadata(list.entity);
  const columns = list.order.map((column) => keyColumn(metadata, list, column));
  const held = columns.filter(({ computed }) => computed === null);
  const cursors = keysetCursors(metadata.tablePath, held, columns);
  const conditions: string[] = [];
  const values: Record<string, string | number> = { limit: size + 1 };
  for (const [name, cursor, reversed] of [
    ['after', args.after, false],
    ['before', args.before, true],
  ] as const) {
    if (cursor == null) continue;
    cursors.read(cursor, name).forEach((value, index) => (values[`${name}_${index}`] = value));
    conditions.push(beyond(columns, held, reversed, name));
  }
  return {
    columns,
    size,
    backward,
    values,
    cursorOf: (row) => cursors.write(held.map(({ path }) => textAt(row, path))),
    key: `${columns.map(({ sql, direction }) => `${sql} ${turned(direction, backward)}`).join()}\n${conditions.join()}`,
    apply(query) {
      for (const condition of conditions) query.andWhere(condition);
      for (const { sql, direction } of columns) query.addOrderBy(sql, turned(direction, backward));
    },
  };
}

function keyColumn<T extends ObjectLiteral>(
  metadata: EntityMetadata,
  { alias, nested }: List<T>,
  { by, direction, collation, computed }: SortColumn<T>,
): KeyColumn {
  if (computed) return { path: by, sql: computed.sql, type: 'text', direction, computed };
  const [outer = '', inner] = by.split('.');
  const relation =
    inner === undefined ? undefined : metadata.relations.find((one) => one.propertyName === outer);
  const owner = relation ? relation.inverseEntityMetadata : metadata;
  const column = owner.findColumnWithPropertyName(inner ?? outer);
  if (!column) throw new Error(`${metadata.name} has no column ${by}.`);
  const at = inner === undefined ? alias : (nested?.[outer] ?? outer);
  const collate = collation === undefined ? '' : ` COLLATE pg_catalog."${checkCollation(collation)}-x-icu"`;
  return {
    path: by,
    sql: `${at}.${inner ?? outer}${collate}`,
    type: String(column.type),
    direction,
    computed: null,
  };
}

function checkCollation(language: string): string {
  if (/^[a-z]{2,3}$/.test(language)) return language;
  throw new Error(`"${language}" is no collation.`);
}

/** A column's value, or that of a joined row, as text that loses nothing. */
function textAt(row: ObjectLiteral, path: string): string {
  const value = path.split('.').reduce<unknown>((at, name) => (at as ObjectLiteral)[name] as unknown, row);
  return value instanceof Date ? value.toISOString() : String(value);
}

/**
 * `a >= x and (a > x or (a = x and b < y) …)`: works for mixed directions. The first condition says nothing new, but it is the one
 * that the index of the order begins at.
 */
function beyond(
  columns: readonly KeyColumn[],
  held: readonly KeyColumn[],
  reversed: boolean,
  name: string,
): string {
  const inCursor = (path: string) => {
    const place = held.findIndex((column) => column.path === path);
    return `:${name}_${place}::${held[place]?.type}`;
  };
  const at = (index: number) => {
    const { path = '', computed = null } = columns[index] ?? {};
    return computed ? computed.ofRow(inCursor(path)) : inCursor(path);
  };
  const alternatives = columns.map((column, index) => {
    const equal = columns.slice(0, index).map((before, i) => `${before.sql} = ${at(i)}`);
    const sign = turned(column.direction, reversed) === 'ASC' ? '>' : '<';
    return `(${[...equal, `${column.sql} ${sign} ${at(index)}`].join(' AND ')})`;
  });
  const first = columns[0];
  const sign = first && turned(first.direction, reversed) === 'ASC' ? '>=' : '<=';
  return `(${first?.sql} ${sign} ${at(0)} AND (${alternatives.join(' OR ')}))`;
}

/**
 * Reads one page of a list.
 *
 * @returns the page, in the given order also when read backward
 * @throws GraphQLError BAD_USER_INPUT for an unknown cursor or a size out of range
 */
export async function readPage<T extends ObjectLiteral>(
  ctx: ReadContext,
  list: List<T>,
  args: PageArgs,
): Promise<Page<T>> {
  const limits = limitsOf(ctx, list, args);
  const { where } = list;
  const shapeOf = (): ReadShape<T> => ({
    ...pageShape(ctx, list, limits),
    wrap: (sql) => `${sql} LIMIT :limit`,
  });
  const values = { ...where.values, ...limits.values };
  const rows = await readShape(ctx, `page ${keyOf(ctx, list)}\n${limits.key}`, shapeOf, values);
  return new KeysetPage(rows, limits, args, () => countRows(ctx, list));
}

const keyOf = <T extends ObjectLiteral>(ctx: ReadContext, { entity, where }: List<T>): string =>
  `${ctx.source.getMetadata(entity).tablePath}\n${where.key}`;

/** Cursors are made when asked for, and then the order's columns are needed. */
function pageShape<T extends ObjectLiteral>(
  ctx: ReadContext,
  list: List<T>,
  limits: Limits<T>,
): ReadShape<T> {
  const { entity, alias, nested, where, order, keys = [] } = list;
  return {
    entity,
    alias,
    ...(nested ? { nested } : {}),
    keys: ctx.asked.cursors ? [...keys, ...order.map(({ by }) => by)] : keys,
    build(query) {
      where.apply(query);
      limits.apply(query);
    },
  };
}

/** Counts a whole list: `count(*)`, for no join of a {@link Narrowing} repeats a row. */
async function countRows<T extends ObjectLiteral>(ctx: ReadContext, list: List<T>): Promise<number> {
  const { entity, alias, where } = list;
  const make = () => {
    const query = ctx.source.createQueryBuilder(entity, alias);
    where.apply(query);
    return {
      sql: query.select('count(*)').getQuery(),
      map: ([count]: readonly (string | null)[]) => Number(count),
    };
  };
  const [count = 0] = await readValues(ctx, `count ${keyOf(ctx, list)}`, make, where.values);
  return count;
}

/** The parents whose lists {@link readPagesByParent} reads. */
export interface Parents<T> {
  /** The column that holds the parent's id, a UUID; or that of a joined row, as SQL: `"card"."card_id"`. */
  readonly column: (keyof T & string) | { readonly sql: string };
  readonly ids: readonly string[];
}

/** A parent's id as SQL. */
function parentId<T extends ObjectLiteral>(
  ctx: ReadContext,
  { entity, alias }: List<T>,
  { column }: Parents<T>,
): string {
  if (typeof column === 'object') return column.sql;
  return `"${alias}"."${ctx.source.getMetadata(entity).findColumnWithPropertyName(column)?.databaseName}"`;
}

/**
 * Reads one page of each of many parents' lists by keyset, in one statement however many parents there are: the
 * batch function of a DataLoader behind a connection field.
 *
 * @param args the same for all parents
 * @param count counts one parent's whole list; batch it too
 * @returns a page for each parent, in the order of `parents.ids`
 * @throws GraphQLError BAD_USER_INPUT as {@link readPage} does
 */
export async function readPagesByParent<T extends ObjectLiteral>(
  ctx: ReadContext,
  list: List<T>,
  parents: Parents<T>,
  args: PageArgs,
  count: (parentId: string) => Promise<number>,
): Promise<Page<T>[]> {
  const limits = limitsOf(ctx, list, args);
  const { ids } = parents;
  const at = parentId(ctx, list, parents);
  const shapeOf = () => {
    const shape = pageShape(ctx, list, limits);
    return {
      ...shape,
      keys: [...shape.keys, ...list.order.slice(-1).map(({ by }) => by)], // whoever counts edges asks for no column
      build(query: SelectQueryBuilder<T>) {
        shape.build(query);
        query.andWhere(`${at} = parent.id`);
      },
      wrap: (sql: string, columns: readonly string[]) =>
        lateral(sql, columns, {
          each: 'unnest(:parents::uuid[]) AS parent(id)',
          limit: ':limit',
          order: sortedBy(ctx, list, limits),
          tag: 'parent.id',
        }),
    };
  };
  const key = `pages by ${at} ${keyOf(ctx, list)}\n${limits.key}`;
  const values = { ...list.where.values, ...limits.values, parents: ids };
  const groups = groupByKey(ids, await readTagged(ctx, key, shapeOf, values), ({ tag }) => tag);
  return groups.map((group, index) => {
    const rows = group.map(({ row }) => row);
    return new KeysetPage(rows, limits, args, () => count(ids[index] as string));
  });
}

/** Counts each of many parents' lists in one statement. @returns by the parents' ids; those without rows are left out */
export async function countByParent<T extends ObjectLiteral>(
  ctx: ReadContext,
  list: List<T>,
  parents: Parents<T>,
): Promise<Map<string, number>> {
  const { entity, alias, where } = list;
  const parent = parentId(ctx, list, parents);
  const make = () => {
    const query = ctx.source.createQueryBuilder(entity, alias);
    where.apply(query);
    query.andWhere(`${parent} = ANY(:parents::uuid[])`).groupBy(parent);
    const sql = query.select(parent).addSelect('count(*)').getQuery();
    const map = ([id, count]: readonly (string | null)[]): [string, number] => [id ?? '', Number(count)];
    return { sql, map };
  };
  const key = `counts by ${parent} ${keyOf(ctx, list)}`;
  return new Map(await readValues(ctx, key, make, { ...where.values, parents: parents.ids }));
}

/** The order's columns as SQL has them. */
function sortedBy<T extends ObjectLiteral>(ctx: ReadContext, list: List<T>, limits: Limits<T>) {
  const metadata = ctx.source.getMetadata(list.entity);
  return limits.columns.map(({ path, direction }) => ({
    sql: `"${list.alias}"."${metadata.findColumnWithPropertyName(path)?.databaseName}"`,
    direction: turned(direction, limits.backward),
  }));
}

/** An edge whose cursor is made when it is asked for. */
class KeysetEdge<T extends ObjectLiteral> {
  constructor(
    readonly node: T,
    private readonly limits: Limits<T>,
  ) {}

  get cursor(): string {
    return this.limits.cursorOf(this.node);
  }
}

class KeysetPage<T extends ObjectLiteral> implements Page<T> {
  readonly edges: KeysetEdge<T>[];
  readonly pageInfo: Page<T>['pageInfo'];

  /** @param rows at most `size + 1`, in the order they were read */
  constructor(
    rows: T[],
    limits: Limits<T>,
    args: PageArgs,
    readonly totalCount: () => Promise<number>,
  ) {
    const { size, backward } = limits;
    const more = rows.length > size;
    if (more) rows.pop();
    if (backward) rows.reverse();
    const edges = (this.edges = rows.map((node) => new KeysetEdge(node, limits)));
    this.pageInfo = {
      hasNextPage: backward ? args.before != null : more,
      hasPreviousPage: backward ? more : args.after != null,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    };
  }
}
