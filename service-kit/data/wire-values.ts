import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { types } from 'pg';

/*
 * Values as PostgreSQL's text format has them (https://www.postgresql.org/docs/17/protocol-overview.html), both ways.
 */

/** What a parameter of a statement can be. */
export type ParameterValue =
  string | number | boolean | Date | null | undefined | readonly (string | number | boolean | Date | null)[];

/** A parameter as text; null is NULL, a list an array. */
export function asText(value: ParameterValue): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return `{${value.map(asElement).join(',')}}`;
  return String(value);
}

/** Neither quoting nor escaping is needed for these: ids, numbers, enum values. */
const PLAIN = /^[\w-]+$/;

function asElement(value: string | number | boolean | Date | null): string {
  const text = asText(value);
  if (text === null) return 'NULL';
  if (PLAIN.test(text) && !/^null$/i.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Reads a value that is not null. */
export type ReadValue = (text: string) => unknown;

const OIDS = { timestamptz: types.builtins.TIMESTAMPTZ, bytea: types.builtins.BYTEA } as const;
const TEXT_ARRAY = 1009 as never; // the driver's list of types has no arrays

const readInstantAnyhow = types.getTypeParser(OIDS.timestamptz) as ReadValue;

/** `2026-01-31 10:20:30.123+00`, what PostgreSQL writes at UTC; anything else is left to the driver. */
function readInstant(text: string): unknown {
  const isUsual = text.charCodeAt(10) === 32 && text.charCodeAt(4) === 45 && text.endsWith('+00');
  return isUsual ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : readInstantAnyhow(text);
}

/** By column type. Texts, ids, decimals, 64-bit numbers and days stay what they are: nothing passes through a float. */
const READERS: Readonly<Record<string, ReadValue | null>> = {
  uuid: null,
  text: null,
  numeric: null,
  bigint: null,
  date: null,
  integer: Number,
  smallint: Number,
  real: Number,
  boolean: (text) => text === 't',
  timestamptz: readInstant,
  jsonb: (text) => JSON.parse(text) as unknown,
  bytea: types.getTypeParser(OIDS.bytea) as ReadValue,
};

/**
 * How a column's value is read.
 *
 * @returns null for text that stays as it is
 * @throws Error for a type that nobody taught this: add it to the list above
 */
export function readerOf(column: Pick<ColumnMetadata, 'type' | 'isArray' | 'transformer' | 'propertyPath'>) {
  const { transformer } = column;
  const read = readerOfType(column);
  if (!transformer) return read;
  const steps = [transformer].flat().toReversed();
  return (text: string) =>
    steps.reduce<unknown>((value, { from }) => from(value) as unknown, read ? read(text) : text);
}

function readerOfType({ type, isArray, propertyPath }: Parameters<typeof readerOf>[0]): ReadValue | null {
  if (isArray && type === 'text') return types.getTypeParser(TEXT_ARRAY) as ReadValue;
  const reader = isArray ? undefined : READERS[String(type)];
  if (reader === undefined) {
    throw new Error(`${propertyPath}: no reader for a column of type ${String(type)}${isArray ? '[]' : ''}.`);
  }
  return reader;
}
