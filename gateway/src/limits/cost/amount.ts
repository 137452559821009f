import type { Variables } from '../../pipeline/conditions';

/*
 * Amounts that may depend on an operation's variables. What does not is a number and is added up once, when the operation is
 * first seen; so at run time only the parts that variables decide are computed.
 */

export type Amount = number | ((variables: Variables) => number);

/** The amount for given variables. */
export const evaluate = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount(variables);

/** The sum: 0 of none. */
export function sum(amounts: readonly Amount[]): Amount {
  return fold(amounts, 0, (one, other) => one + other);
}

/** The largest: 0 of none. */
export function largest(amounts: readonly Amount[]): Amount {
  return fold(amounts, 0, Math.max);
}

/** The product. Nothing times something unknown is nothing. */
export function product(one: Amount, other: Amount): Amount {
  if (one === 0 || other === 0) return 0;
  return fold([one, other], 1, (a, b) => a * b);
}

function fold(
  amounts: readonly Amount[],
  start: number,
  combine: (one: number, other: number) => number,
): Amount {
  let constant = start;
  const others: ((variables: Variables) => number)[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') constant = combine(constant, amount);
    else others.push(amount);
  }
  if (others.length === 0) return constant;
  return (variables) => others.reduce((total, amount) => combine(total, amount(variables)), constant);
}
