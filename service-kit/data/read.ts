import type { DataSource, EntityMetadata, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { BaseContext } from '../subgraph/context';
import type { Asked } from './asked';
import { columnsAsked, type ColumnPath } from './columns';
import { readText, type ReadText } from './reader';
import { compileMapper, type MapRow, type RowLayout } from './row-mapper';
import { asText, type ParameterValue } from './wire-values';

/*
 * Reads of entities. TypeORM's query builder makes the SQL of a shape once for each operation; it is kept with a function
 * that makes rows of its values. TypeORM's entities say what tables and columns there are.
 */

/** What reading needs of a context. */
export type ReadContext = Pick<BaseContext<unknown>, 'source' | 'viewer' | 'reader' | 'asked'>;

/** Parameters by name. `orgId`, the caller's organisation, need not be given. */
export type ReadValues = Readonly<Record<string, ParameterValue>>;

/** How an entity's rows are read. */
export interface ReadShape<T extends ObjectLiteral> {
  readonly entity: new () => T;
  readonly alias: string;
  /** Columns that the reading code needs, besides those asked for. */
  readonly keys: readonly ColumnPath<T>[];
  /** Whether the columns asked for are left out: the reading code needs its keys only. */
  readonly onlyKeys?: boolean;
  /** Joined rows that are part of a row: alias by property. `build` joins them. */
  readonly nested?: Readonly<Record<string, string>>;
  /** Narrows and orders; parameters are written `:name`, and not given here. Of the columns it chooses none. */
  build(query: SelectQueryBuilder<T>): void;
  /** Puts the built statement into another. @param columns of the statement, as it lists them */
  wrap?(sql: string, columns: readonly string[]): string;
}

type TaggedShape<T extends ObjectLiteral> = ReadShape<T> & Required<Pick<ReadShape<T>, 'wrap'>>;

/** A row with a value that tells for whom it was read. */
export interface Tagged<T> {
  readonly row: T;
  readonly tag: string;
}

/** A shape's SQL with what makes rows of its answers. */
interface CompiledRead<T> extends ReadText {
  /** Parameters in the order of their numbers. */
  readonly names: readonly string[];
  readonly map: MapRow<T>;
  readonly columnCount: number;
}

/** Reads rows of the caller's organisation. @throws GraphQLError UNAUTHENTICATED, REQUEST_TIMEOUT */
export type Read<T> = (ctx: ReadContext, values?: ReadValues) => Promise<T[]>;

/**
 * Defines a read whose SQL is always the same; made where it is first used.
 *
 * @param shape `build` has to narrow to `:orgId`
 */
export function defineRead<T extends ObjectLiteral>(shape: ReadShape<T>): Read<T> {
  return (ctx, values = {}) => readShape(ctx, shape, () => shape, values);
}

/** The same for a shape whose `wrap` answers one value more, behind the columns. */
export function defineTaggedRead<T extends ObjectLiteral>(shape: TaggedShape<T>): Read<Tagged<T>> {
  return (ctx, values = {}) => readTagged(ctx, shape, () => shape, values);
}

/** {@link readShape} for such a shape. */
export function readTagged<T extends ObjectLiteral>(
  ctx: ReadContext,
  key: object | string,
  shapeOf: () => TaggedShape<T>,
  values: ReadValues,
): Promise<Tagged<T>[]> {
  const compile = () => {
    const { map, columnCount, ...text } = compileRead(ctx.source, shapeOf(), ctx.asked);
    const tagged: MapRow<Tagged<T>> = (row) => ({ row: map(row), tag: row[columnCount] ?? '' });
    return { ...text, columnCount: columnCount + 1, map: tagged };
  };
  return send(ctx, kept(ctx.asked, key, compile), values);
}

/**
 * Reads by a shape that has many forms.
 *
 * @param key tells forms apart, one operation's among themselves
 * @param shapeOf makes the form, when the operation has not used it before
 */
export function readShape<T extends ObjectLiteral>(
  ctx: ReadContext,
  key: object | string,
  shapeOf: () => ReadShape<T>,
  values: ReadValues,
): Promise<T[]> {
  const compiled = kept(ctx.asked, key, () => compileRead(ctx.source, shapeOf(), ctx.asked));
  return send(ctx, compiled, values);
}

/**
 * Defines a read of values that are no entity's rows: counts and the like.
 *
 * @param sql parameters are written `:name`; has to narrow to `:orgId`
 * @param map makes what is answered of a row's values, which are texts as PostgreSQL writes them
 */
export function defineValues<T>(sql: string, map: MapRow<T>): Read<T> {
  const compiled = { ...numbered(sql), map, columnCount: 0 };
  return (ctx, values = {}) => send(ctx, compiled, values);
}

/** The same for SQL that has many forms. @param key tells them apart, one operation's among themselves */
export const readValues = <T>(
  ctx: ReadContext,
  key: string,
  make: () => { sql: string; map: MapRow<T> },
  values: ReadValues,
): Promise<T[]> => {
  const compile = () => {
    const { sql, map } = make();
    return { ...numbered(sql), map, columnCount: 0 };
  };
  return send(ctx, kept(ctx.asked, key, compile), values);
};

function kept<T>(asked: Asked, key: object | string, make: () => CompiledRead<T>): CompiledRead<T> {
  const found = asked.kept.get(key) as CompiledRead<T> | undefined;
  if (found) return found;
  const made = make();
  asked.kept.set(key, made);
  return made;
}

async function send<T>(ctx: ReadContext, compiled: CompiledRead<T>, values: ReadValues): Promise<T[]> {
  const { orgId } = ctx.viewer;
  const parameters = compiled.names.map((name) => {
    if (name === 'orgId') return orgId;
    if (!Object.hasOwn(values, name)) throw new Error(`A read has no value for ":${name}".`);
    return asText(values[name]);
  });
  return ctx.reader.rows(orgId, compiled, parameters, compiled.map);
}

/** Makes a shape's SQL and what makes rows of its answers. */
function compileRead<T extends ObjectLiteral>(
  source: DataSource,
  shape: ReadShape<T>,
  asked: Asked,
): CompiledRead<T> {
  const metadata = source.getMetadata(shape.entity);
  const needed = shape.onlyKeys ? new Set<string>() : columnsAsked(shape.entity, metadata, asked);
  const wanted = needed && new Set<string>([...needed, ...shape.keys]);
  const layout = layoutOf(metadata, wanted, shape.nested ?? {});
  const columns = columnsOf(layout, shape);
  const query = source.createQueryBuilder(shape.entity, shape.alias);
  shape.build(query);
  query.select(columns[0] ?? '1');
  for (const column of columns.slice(1)) query.addSelect(column);
  const sql = query.getQuery();
  const text = numbered(shape.wrap ? shape.wrap(sql, columns) : sql);
  return { ...text, map: compileMapper(layout), columnCount: columns.length };
}

/** @param wanted paths; null for all columns but those that are never selected by themselves */
function layoutOf(
  { columns, target, relations }: EntityMetadata,
  wanted: ReadonlySet<string> | null,
  nested: Readonly<Record<string, string>>,
  first = 0,
): RowLayout {
  const own = columns.filter(({ isVirtual }) => !isVirtual);
  const isRead = (column: (typeof own)[number]) =>
    wanted ? wanted.has(column.propertyName) : column.isSelect;
  const read = own.filter(isRead);
  let next = first + read.length;
  const inner = Object.keys(nested).map((property) => {
    const relation = relations.find(({ propertyName }) => propertyName === property);
    if (!relation) throw new Error(`${property} is no relation.`);
    const within = wanted && new Set([...wanted].flatMap((path) => pathWithin(path, property)));
    const layout = layoutOf(relation.inverseEntityMetadata, within, {}, next);
    next += layout.columns.length;
    return { property, layout };
  });
  const unread = own.filter((column) => !isRead(column));
  return { entity: target as new () => object, columns: read, first, unread, nested: inner };
}

const pathWithin = (path: string, property: string): string[] =>
  path.startsWith(`${property}.`) ? [path.slice(property.length + 1)] : [];

function columnsOf<T extends ObjectLiteral>(layout: RowLayout, shape: ReadShape<T>): string[] {
  const of = ({ columns }: RowLayout, alias: string) =>
    columns.map(({ databaseName }) => `"${alias}"."${databaseName}"`);
  const inner = layout.nested.flatMap(({ property, layout: within }) =>
    of(within, shape.nested?.[property] ?? property),
  );
  return [...of(layout, shape.alias), ...inner];
}

/** A parameter; not the type of a cast, which has two colons. */
const PARAMETER = /(?<![:\w]):([A-Za-z_]\w*)/g;

/** Gives named parameters numbers, one for each name. */
function numbered(sql: string): ReadText & { names: readonly string[] } {
  const names: string[] = [];
  const text = sql.replace(PARAMETER, (_match, name: string) => {
    const known = names.indexOf(name);
    return `$${known < 0 ? names.push(name) : known + 1}`;
  });
  return { ...readText(text), names };
}
