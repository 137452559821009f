import type { Draft } from '../drafts/working-copy';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { ExactDecimal, roundDecimal } from '../calculation/rounding';
import type { Position } from '../positions/position.entity';
import type { StoredCoefficient } from '../estimates/estimate.entity';

/** How far a price may miss what was wanted: nobody writes prices finer than that. */
const NEAR = '0.00001';

/**
 * The price for one to which a position's coefficients make a wanted one: sheets show prices with them.
 *
 * @returns to 6 decimals; null where none comes to the wanted price
 */
export function priceBefore(
  { estimate, sections }: Draft,
  position: Position,
  wanted: string,
): string | null {
  const all: StoredCoefficient[] = [...(position.coefficients ?? []), ...(estimate.coefficients ?? [])];
  for (let at = position.sectionId; at !== null; at = sections.get(at)?.parentId ?? null) {
    all.push(...(sections.get(at)?.coefficients ?? []));
  }
  const factor = all
    .filter(({ appliesTo }) => appliesTo !== 'COST')
    .reduce((done, { value }) => done.times(value), new ExactDecimal(1));
  const { scale } = MONEY_LIMITS.unitPrice;
  const price = roundDecimal(new ExactDecimal(wanted).div(factor), scale, estimate.rounding);
  const isLost = price.isZero() && !new ExactDecimal(wanted).isZero();
  return isLost || price.times(factor).minus(wanted).abs().gt(NEAR) ? null : price.toFixed();
}
