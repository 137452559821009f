import type { Context } from '../context';
import { pricesByCost } from '../calculation/money-rules';
import { sameAmount } from '../calculation/rounding';
import { requireCostsRead } from '../costs';
import type { Position } from '../positions/position.entity';
import type { Estimate } from './estimate.entity';

/*
 * Who may not see costs sees a document as its client does. Where cost is part of the prices, a line shows a price for one
 * that comes to its amount, and no markup or discount of its own; the adjustments measured on cost are not there at all.
 */

type Rules = Pick<Estimate, 'policyVersion' | 'pricedByCost'>;

/** Whether what is measured on cost is in the lines' prices. */
export const pricesHoldCost = ({ policyVersion }: Pick<Estimate, 'policyVersion'>): boolean =>
  pricesByCost(policyVersion);

/**
 * Under the first rules, lines carried what was measured on cost by their cost: their shares, and the tax rates' sums, tell
 * costs.
 *
 * @throws GraphQLError FORBIDDEN without costs:read for such a document
 */
export function guardShares(ctx: Context, estimate: Rules): void {
  if (estimate.pricedByCost && !pricesHoldCost(estimate)) requireCostsRead(ctx);
}

/**
 * A line's price for one as it was given, for who may see it; else as the client sees it. Where costs are part of prices, that has all
 * coefficients in it.
 */
export function ownPriceOf(ctx: Context, estimate: Rules, row: Position): string {
  const seesCosts = ctx.viewer.permissions.has('costs:read');
  return seesCosts || !estimate.pricedByCost ? row.unitPrice : shownPriceOf(row);
}

/** A line's price for one as the client sees it. Rows of older snapshots have fewer columns. */
export const shownPriceOf = (
  row: Pick<Position, 'shownUnitPrice' | 'unitPrice'> & { effectiveUnitPrice?: string | null },
): string => row.shownUnitPrice ?? row.effectiveUnitPrice ?? row.unitPrice;

/** Whether a line's own price, markup and discount are kept from the viewer. */
export const hidesOwnPrice = (ctx: Context, { shownUnitPrice }: Pick<Position, 'shownUnitPrice'>): boolean =>
  shownUnitPrice !== null && !ctx.viewer.permissions.has('costs:read');

/** What a line's price follows from. Where costs are part of the prices, what one was before tells what is in it. */
export const shownPriceFormula = (
  seesCosts: boolean,
  { pricedByCost }: Pick<Estimate, 'pricedByCost'>,
  { unitPriceFormula }: Partial<Pick<Position, 'unitPriceFormula'>>,
): string | null => (seesCosts || !pricedByCost ? (unitPriceFormula ?? null) : null);

/** Rows of older snapshots have fewer columns. */
type Taken = Pick<Position, 'shownUnitPrice' | 'unitPrice' | 'sourceUnitPrice'> &
  Partial<Pick<Position, 'effectiveUnitPrice' | 'foreignPrice'>>;

/**
 * Whether the price list's price of a line is told. Where costs are part of the prices it would tell what is in them, so it is told
 * without costs:read only where it is the price that the client sees; the item leads to that price, and goes with it.
 */
export const showsSource = (
  seesCosts: boolean,
  { pricedByCost }: Pick<Estimate, 'pricedByCost'>,
  row: Taken,
): boolean =>
  seesCosts ||
  !pricedByCost ||
  (row.foreignPrice == null && sameAmount(row.sourceUnitPrice, shownPriceOf(row)));
