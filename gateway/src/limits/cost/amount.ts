import type { Variables } from '../../pipeline/conditions';

/*
 * Amounts that may depend on an operation's variables. What does not is a number and is added up once, when the operation is
 * first seen; so at run time only the parts that variables decide are computed.
 */

export type Amount = Depending<[variables: Variables]>;

/** A number, or one that is told when something is known: the variables, or an answer. */
export type Depending<Known extends readonly unknown[]> = number | ((...known: Known) => number);

/** The amount for given variables. */
export const evaluate = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount(variables);

/** The sum: 0 of none. */
export const sum = <Known extends readonly unknown[]>(
  amounts: readonly Depending<Known>[],
): Depending<Known> => fold(amounts, 0, (one, other) => one + other);

/** The largest: 0 of none. */
export const largest = <Known extends readonly unknown[]>(
  amounts: readonly Depending<Known>[],
): Depending<Known> => fold(amounts, 0, Math.max);

/** The product. Nothing times something unknown is nothing. */
export function product(one: Amount, other: Amount): Amount {
  if (one === 0 || other === 0) return 0;
  return fold([one, other], 1, (a, b) => a * b);
}

function fold<Known extends readonly unknown[]>(
  amounts: readonly Depending<Known>[],
  start: number,
  combine: (one: number, other: number) => number,
): Depending<Known> {
  let constant = start;
  const others: ((...known: Known) => number)[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') constant = combine(constant, amount);
    else others.push(amount);
  }
  if (others.length === 0) return constant;
  return (...known) => others.reduce((total, amount) => combine(total, amount(...known)), constant);
}
