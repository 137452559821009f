import type { Decimal } from 'decimal.js';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { roundDecimal, sameAmount } from '../calculation/rounding';
import type { Rounding } from '../calculation/totals.types';
import type { Draft } from '../drafts/working-copy';
import type { Position } from '../positions/position.entity';
import { FormulaError, MOST_CHARACTERS, readFormula } from './formula';
import { telling } from './formula-refusals';

/*
 * Prices and costs for one that follow from the estimate's parameters and from quantities, by their variables. Nothing follows from a
 * price, so they go in no circle.
 *
 * Who may not see costs can't find one out by what is refused: where its formula comes to nothing for them, the cost is not known, and
 * whoever may see costs is told at their next edit. Otherwise a parameter could be turned up until a cost is too large. Only whether a
 * formula that they give themselves can be read is told: that is of its text, and of no cost.
 */

const PRICES = {
  unitPriceFormula: { target: 'unitPrice', limit: MONEY_LIMITS.signedUnitPrice },
  unitCostFormula: { target: 'unitCost', limit: MONEY_LIMITS.unitCost },
} as const;

type PriceField = keyof typeof PRICES;

/**
 * Writes the prices and costs of all positions that have a formula of them.
 *
 * @param values of all names
 * @throws InputRejected FORMULA_… at the position, or naming it
 */
export function* settlePrices(
  draft: Draft,
  values: ReadonlyMap<string, Decimal>,
  seesCosts: boolean,
): Generator<void, void> {
  let ofCosts = 0;
  for (const position of draft.positions.values()) {
    const { unitPriceFormula = null, unitCostFormula = null } = position;
    if (unitPriceFormula !== null) {
      take(draft, position, 'unitPriceFormula', priceBy(draft, position, 'unitPriceFormula', values));
      yield;
    }
    if (unitCostFormula !== null) {
      const settle = () => priceBy(draft, position, 'unitCostFormula', values);
      if (draft.givenCostFormulas.has(position.id))
        telling(draft, position, 'unitCostFormula', () => readFormula(unitCostFormula));
      ofCosts += unitCostFormula.length;
      // Whoever may see costs was told of too many of them before: see `checkLength`.
      const isTooMuch = ofCosts > MOST_CHARACTERS;
      const cost = seesCosts ? settle() : isTooMuch ? null : orNothing(settle);
      take(draft, position, 'unitCostFormula', cost);
      yield;
    }
  }
}

const priceBy = (
  draft: Draft,
  position: Position,
  field: PriceField,
  values: ReadonlyMap<string, Decimal>,
): string =>
  telling(draft, position, field, () =>
    calculated(position[field] as string, values, PRICES[field].limit, draft.estimate.rounding),
  );

/** @throws FormulaError */
function calculated(
  text: string,
  values: ReadonlyMap<string, Decimal>,
  { min, max, scale }: { min: string; max: string; scale: number },
  rounding: Rounding,
): string {
  const value = readFormula(text).evaluate((name) => {
    const known = values.get(name);
    if (known) return known;
    const message = `There is no parameter and no position called “${name}”.`;
    throw new FormulaError('FORMULA_UNKNOWN_NAME', message);
  });
  const rounded = roundDecimal(value, scale, rounding);
  if (rounded.gt(max) || (min !== '0' && rounded.lt(min))) {
    throw new FormulaError('FORMULA_TOO_LARGE', `The formula comes to ${rounded.toFixed()}, beyond ${max}.`);
  }
  if (rounded.lt(min)) {
    const message = `The formula comes to ${rounded.toFixed()}, and a cost is not below zero.`;
    throw new FormulaError('FORMULA_BELOW_ZERO', message);
  }
  return (rounded.isZero() ? rounded.abs() : rounded).toFixed();
}

/** What a cost that nobody may be told of comes to; null where that is nothing. */
function orNothing(settle: () => string): string | null {
  try {
    return settle();
  } catch (error) {
    if (error instanceof InputRejected) return null;
    throw error;
  }
}

function take(draft: Draft, position: Position, field: PriceField, value: string | null): void {
  const { target } = PRICES[field];
  if (value === null ? position.unitCost === null : sameAmount(position[target], value)) return;
  Object.assign(position, { [target]: value });
  draft.dirty.add(position);
}
