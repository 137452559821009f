import type { InputPath } from '../../../../service-kit/data/input-check';
import { ExactDecimal, sameAmount } from '../calculation/rounding';
import type { EstimateInputCheck } from '../input-check';
import type { Position } from '../positions/position.entity';

/*
 * What follows from a formula is not given as a number, too: the formula would overwrite it at once.
 */

interface Given {
  readonly formula?: string | null | undefined;
  readonly unitPriceFormula?: string | null | undefined;
  readonly unitCostFormula?: string | null | undefined;
  readonly foreignPrice?: object | null | undefined;
}

/**
 * Notes what an input gives in the place of a formula's result. Who may not see costs is not told that one follows from a formula: the
 * number takes its place.
 *
 * @param before the position as it was
 */
export function refuseBesideFormula(
  check: EstimateInputCheck,
  position: Position,
  before: Pick<Position, 'quantity' | 'unitPrice' | 'unitCost'>,
  input: Given,
  { path, seesCosts }: { path: InputPath; seesCosts: boolean },
): void {
  const { formula, unitPriceFormula, unitCostFormula } = position;
  const refuse = (code: string, field: string, what: string, formulaField: string) =>
    check.refuse(
      code,
      [...path, field],
      `The ${what} follows from a formula. Change that, or set ${formulaField} to null with the ${what}.`,
    );
  const isOther = !new ExactDecimal(position.quantity).eq(before.quantity);
  if (input.formula === undefined && formula !== null && isOther) {
    refuse('QUANTITY_HAS_FORMULA', 'quantity', 'quantity', 'formula');
  }
  if (
    input.unitPriceFormula === undefined &&
    input.foreignPrice == null && // that was refused
    unitPriceFormula !== null &&
    !sameAmount(position.unitPrice, before.unitPrice)
  ) {
    refuse('PRICE_HAS_FORMULA', 'unitPrice', 'price', 'unitPriceFormula');
  }
  if (
    input.unitCostFormula !== undefined ||
    unitCostFormula === null ||
    sameAmount(position.unitCost, before.unitCost)
  ) {
    return;
  }
  if (seesCosts) refuse('COST_HAS_FORMULA', 'unitCost', 'cost', 'unitCostFormula');
  else position.unitCostFormula = null;
}
