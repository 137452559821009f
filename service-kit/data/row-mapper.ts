import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { readerOf, type ReadValue } from './wire-values';

/** Makes a row from a statement's values, in the order of its columns. */
export type MapRow<T> = (values: readonly (string | null)[]) => T;

/** What a row is made of. */
export interface RowLayout {
  readonly entity: new () => object;
  /** In the order in which the statement answers them, from `first` on. */
  readonly columns: readonly ColumnMetadata[];
  readonly first: number;
  /** The entity's columns that are not read. */
  readonly unread: readonly ColumnMetadata[];
  /** Rows that were joined, by the property that holds them. */
  readonly nested: readonly { readonly property: string; readonly layout: RowLayout }[];
}

/** Thrown where code reads a column that its statement did not. */
export class UnreadColumnError extends Error {
  constructor(entity: string, column: string) {
    super(`${entity}.${column} was not read. Name it for the field that needs it, beside the entity.`);
    this.name = 'UnreadColumnError';
  }
}

type RowClass = new (values: readonly (string | null)[]) => object;

/** Property names go into code: nothing else may. */
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Compiles a function that makes rows: instances of the entity with plain properties. A column that was not read throws when
 * it is looked at.
 */
export function compileMapper<T>(layout: RowLayout): MapRow<T> {
  const Row = rowClass(layout);
  return (values) => new Row(values) as T;
}

function rowClass({ entity, columns, first, unread, nested }: RowLayout): RowClass {
  const readers: (ReadValue | null)[] = columns.map(readerOf);
  const lines = columns.map(({ propertyName }, index) => {
    const value = `v[${first + index}]`;
    const read = readers[index] ? `${value} === null ? null : read[${index}](${value})` : value;
    return `this.${checked(propertyName)} = ${read};`;
  });
  const classes = nested.map(({ layout }) => rowClass(layout));
  nested.forEach(({ property }, index) => lines.push(`this.${checked(property)} = new nested[${index}](v);`));
  // One function for each shape, with its properties written out: V8 then gives all rows of it one hidden class.
  const make = new Function('read', 'nested', `return function (v) {\n${lines.join('\n')}\n};`) as (
    read: unknown,
    nested: unknown,
  ) => RowClass;
  const Row = make(readers, classes);
  Row.prototype = Object.create(entity.prototype as object) as object;
  for (const { propertyName } of unread) refuseReading(Row.prototype as object, entity.name, propertyName);
  return Row;
}

function checked(name: string): string {
  if (!IDENTIFIER.test(name)) throw new Error(`"${name}" is not the name of a property.`);
  return name;
}

function refuseReading(prototype: object, entity: string, column: string): void {
  Object.defineProperty(prototype, column, {
    get() {
      throw new UnreadColumnError(entity, column);
    },
    enumerable: false,
    configurable: true,
  });
}

/** A number as PostgreSQL writes it; null where there is none. */
export const numberOrNull = (text: string | null | undefined): number | null =>
  text == null ? null : Number(text);
