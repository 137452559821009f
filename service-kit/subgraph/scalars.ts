import { GraphQLScalarType, Kind } from 'graphql';
import { badInput } from '../errors/errors';

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** `Date` reads 30 February as 2 March: its day must come back as it was given. */
const isCalendarDay = (day: string): boolean => {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

const isoOf = (date: Date): string => (Number.isNaN(date.getTime()) ? '' : date.toISOString());

function parseDateTime(value: unknown): Date {
  const isShaped = typeof value === 'string' && RFC3339.test(value) && isCalendarDay(value.slice(0, 10));
  const date = isShaped ? new Date(value) : null;
  // An offset can carry an instant out of the years that four digits write: those would come back as "+010000-…".
  if (!date || !/^(?!0000)\d{4}-/.test(isoOf(date))) {
    throw badInput('A DateTime is written as in RFC 3339: "2026-01-01T12:30:00Z".');
  }
  return date;
}

/** `DateTime`: an instant; RFC 3339 outside, `Date` inside, always written in UTC with milliseconds. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : new Date(value as string)).toISOString(),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

/** More digits than any column of ours holds; what a column holds is checked by its service. */
const DECIMAL = /^-?\d{1,30}(\.\d{1,20})?$/;

function parseDecimal(value: unknown): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && DECIMAL.test(value)) return value;
  throw badInput(
    'A Decimal is sent as a string of digits with a point: "1234.50". Floating-point numbers lose money.',
  );
}

/** `Decimal`: an exact number; a string outside and inside, never a float. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  serialize: (value) => String(value),
  parseValue: parseDecimal,
  parseLiteral: (node) =>
    parseDecimal(
      node.kind === Kind.STRING ? node.value : node.kind === Kind.INT ? Number(node.value) : undefined,
    ),
});
