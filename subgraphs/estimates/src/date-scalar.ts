import { GraphQLScalarType, Kind } from 'graphql';
import { badInput } from '../../../service-kit/errors/errors';

const DAY = /^\d{4}-\d\d-\d\d$/;

function parseDate(value: unknown): string {
  if (typeof value === 'string' && DAY.test(value) && value >= '0001-01-01') {
    const date = new Date(`${value}T00:00:00.000Z`);
    // 30 February would come back as a day of March.
    if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)) return value;
  }
  throw badInput('A Date is a day of the calendar, written "2026-01-31".');
}

/** `Date`: a calendar day, the same text outside and inside. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  serialize: (value) => String(value),
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});
