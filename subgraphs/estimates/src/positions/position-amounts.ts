import { marginPercent } from '../calculation/profit';
import { ExactDecimal, roundDecimal } from '../calculation/rounding';
import type { Estimate } from '../estimates/estimate.entity';
import type { Rounding } from '../calculation/totals.types';
import type { Position } from './position.entity';

/* Sums and differences of what is stored with a line. */

/** Net and tax. */
export const grossOf = ({ net, tax }: Pick<Position, 'net' | 'tax'>): string =>
  new ExactDecimal(net).plus(tax).toFixed();

/** Net less cost; null while the cost is not known. */
export const marginOf = ({ net, cost }: Pick<Position, 'net' | 'cost'>): string | null =>
  cost === null ? null : new ExactDecimal(net).minus(cost).toFixed();

/** Margin as a part of net, in percent; null while the cost is not known, or when nothing is sold. */
export function marginPercentOf(row: Pick<Position, 'net' | 'cost'>, rounding: Rounding): string | null {
  const margin = marginOf(row);
  return margin === null ? null : marginPercent(row.net, margin, rounding);
}

/** What of a line's amount is labour. */
export function labourAmountOf(
  { labourPercent, kind, amount }: Pick<Position, 'labourPercent' | 'kind' | 'amount'>,
  { minorUnits, rounding }: Pick<Estimate, 'minorUnits' | 'rounding'>,
): string {
  if (labourPercent === null) return kind === 'WORK' ? amount : '0';
  const labour = new ExactDecimal(amount).times(labourPercent).div(100);
  return roundDecimal(labour, minorUnits, rounding).toFixed();
}
