import { isEnumType, type GraphQLLeafType } from 'graphql';
import { holdsOverflow } from '../../../../service-kit/data/overflow';

/**
 * JavaScript that checks the variable `v`, which holds a leaf that is not null: a condition that is true for a value the
 * type can't have.
 *
 * @param constant gives a value a name in the code
 */
export function misfitCode(type: GraphQLLeafType, constant: (value: unknown) => string): string {
  if (isEnumType(type)) return `!${constant(enumNames(type))}.has(v)`;
  switch (type.name) {
    case 'String':
      return `typeof v !== 'string'`;
    case 'ID':
      return `typeof v !== 'string' && !(Number.isSafeInteger(v) && typeof (v = String(v)) === 'string')`;
    case 'Int':
      return `(v | 0) !== v`;
    case 'Float':
      return `!Number.isFinite(v)`;
    case 'Boolean':
      return `typeof v !== 'boolean'`;
    default:
      return `typeof v !== 'string' && ${constant(isNothing)}(v)`;
  }
}

const enumNames = (type: { getValues(): readonly { name: string }[] }): ReadonlySet<unknown> =>
  new Set(type.getValues().map(({ name }) => name));

/** The same check for a value at hand. */
export function isMisfit(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type)) return !type.getValues().some(({ name }) => name === value);
  switch (type.name) {
    case 'String':
      return typeof value !== 'string';
    case 'ID':
      return typeof value !== 'string' && !Number.isSafeInteger(value);
    case 'Int':
      return typeof value !== 'number' || (value | 0) !== value;
    case 'Float':
      return !Number.isFinite(value);
    case 'Boolean':
      return typeof value !== 'boolean';
    default:
      return holdsOverflow(value);
  }
}

/** Of a custom scalar, that it is no value at all. */
const isNothing = (value: unknown): boolean => value === undefined || value === null || holdsOverflow(value);
