import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { Asked } from './asked';

/*
 * Which columns a field needs. Beside each entity stands a table of what its fields read; a field that it does not name
 * reads the column of its own name. A read takes the columns of what the operation asks for. To read a column that was
 * not taken throws (row-mapper.ts), so a mistake in a table is an error and never an empty answer.
 */

/** A column by its property, or by the path to it: `user.firstName`. */
export type ColumnPath<T> = (keyof T & string) | `${keyof T & string}.${string}`;

/** Columns by field; `*` for every field of the type. */
type ColumnsByField<T> = Readonly<Record<string, readonly ColumnPath<T>[]>>;

/** What reads an entity's columns. */
export interface ColumnTable<T> {
  /** The types whose objects are rows of the entity. Each of their fields is named here, or has a column of its name. */
  readonly shows: Readonly<Record<string, ColumnsByField<T>>>;
  /** Fields of other types that read this entity's rows besides; those that are not named read nothing. */
  readonly lends?: Readonly<Record<string, ColumnsByField<T>>>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tables of all entities
const tables = new Map<Function, ColumnTable<any>>(); // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- classes

/**
 * Says what reads an entity's columns; called once beside the entity. An entity without a table is read whole.
 *
 * @throws Error when the entity has a table already
 */
export function describeColumns<T extends ObjectLiteral>(entity: new () => T, table: ColumnTable<T>): void {
  if (tables.has(entity)) throw new Error(`The columns of ${entity.name} are described twice.`);
  tables.set(entity, table);
}

/** An entity's table; undefined for one that is read whole. */
export const columnTableOf = <T>(entity: new () => T): ColumnTable<T> | undefined =>
  tables.get(entity) as ColumnTable<T> | undefined;

/**
 * The columns that an operation needs of an entity.
 *
 * @param metadata the entity's
 * @param prefix of the columns of a joined row, with its point: `user.`
 * @returns paths; null for all columns
 */
export function columnsAsked<T>(
  entity: new () => T,
  metadata: EntityMetadata,
  asked: Asked,
): ReadonlySet<string> | null {
  const table = columnTableOf(entity);
  if (asked.everything || !table) return null;
  const needed = new Set<string>();
  const add = (paths: readonly string[] = []) => paths.forEach((path) => needed.add(path));
  for (const [type, byField] of Object.entries(table.shows)) {
    for (const field of asked.of(type)) {
      add(byField[field] ?? (metadata.findColumnWithPropertyName(field) ? [field] : []));
      add(byField['*']);
    }
  }
  for (const [type, byField] of Object.entries(table.lends ?? {})) {
    for (const field of asked.of(type)) {
      add(byField[field]);
      add(byField['*']);
    }
  }
  return needed;
}
