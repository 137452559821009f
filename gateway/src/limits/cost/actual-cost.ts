import { Verbatim } from '../../engine/verbatim/verbatim';
import { evaluate, type Amount, type Depending } from './amount';
import type { Variables } from '../../pipeline/conditions';

/*
 * What an answer did cost: as the estimate, but with the lists as long as they are. Where no list is involved it is a number
 * worked out beforehand, so an answer is looked at only where it has lists; what is null elsewhere is counted as if it were
 * there.
 */

/** For the object that holds the fields. */
export type Actual = Depending<[object: Readonly<Record<string, unknown>>, variables: Variables]>;

/**
 * What one field did cost.
 *
 * @param field.key its response key
 * @param field.weight of one object, or item
 * @param field.within what is selected in it
 */
export function actualOfField(field: {
  key: string;
  args: Amount;
  weight: number;
  within: Actual;
  isList: boolean;
}): Actual {
  const { key, args, weight, within, isList } = field;
  if (weight === 0 && within === 0 && args === 0) return 0;
  if (!isList && typeof within === 'number' && typeof args === 'number') return weight + within + args;
  return (object, variables) => {
    const value = object[key];
    if (value === undefined) return 0;
    return evaluate(args, variables) + costOfValue(value, weight, within, variables);
  };
}

function costOfValue(value: unknown, weight: number, within: Actual, variables: Variables): number {
  if (value === null) return 0;
  if (value instanceof Verbatim) {
    if (typeof within === 'number') return (value.count ?? 1) * (weight + within);
    return costOfValue(value.value, weight, within, variables);
  }
  if (Array.isArray(value)) {
    // Nested lists are flat here: the items inside are what weighs.
    return value.reduce<number>((all, item) => all + costOfValue(item, weight, within, variables), 0);
  }
  if (typeof within === 'number') return weight + within;
  return weight + within(value as Record<string, unknown>, variables);
}
