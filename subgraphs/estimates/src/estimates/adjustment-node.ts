import type { Context } from '../context';
import { pricesHoldCost } from './shown-prices';
import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from './estimate.entity';

/** An adjustment as the resolvers of `Adjustment` are given it. */
export interface AdjustmentNode {
  readonly estimate: Estimate;
  readonly declared: StoredAdjustment;
  readonly totals: StoredAdjustmentTotals;
}

/**
 * Pairs declared adjustments with what they came to. Those in the lines' prices are for who may see costs: to anybody
 * else they are not there at all.
 */
export function adjustmentNodes(
  ctx: Context,
  estimate: Estimate,
  owner: {
    readonly adjustments: readonly StoredAdjustment[];
    readonly adjustmentTotals: readonly StoredAdjustmentTotals[];
  },
): AdjustmentNode[] {
  const totals = new Map(owner.adjustmentTotals.map((each) => [each.id, each]));
  const hidesCost = pricesHoldCost(estimate) && !ctx.viewer.permissions.has('costs:read');
  const shown = hidesCost ? owner.adjustments.filter(({ base }) => base !== 'COST') : owner.adjustments;
  return shown.map((declared) => {
    const found = totals.get(declared.id);
    if (!found) throw new Error(`The adjustment ${declared.id} was stored without its amount.`);
    return { estimate, declared, totals: found };
  });
}
