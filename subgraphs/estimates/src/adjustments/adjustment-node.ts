import type { Context } from '../context';
import { pricesHoldCost } from '../estimates/shown-prices';
import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from '../estimates/estimate.entity';

/** An adjustment as the resolvers of `Adjustment` are given it. */
export interface AdjustmentNode {
  readonly estimate: Estimate;
  readonly declared: StoredAdjustment;
  readonly totals: StoredAdjustmentTotals;
}

/** A section or an estimate. */
export interface AdjustmentOwner {
  readonly adjustments: readonly StoredAdjustment[];
  readonly adjustmentTotals: readonly StoredAdjustmentTotals[];
}

/**
 * Pairs declared adjustments with what they came to. Those in the lines' prices are for who may see costs: to anybody
 * else they are not there at all.
 */
export function adjustmentNodes(ctx: Context, estimate: Estimate, owner: AdjustmentOwner): AdjustmentNode[] {
  const hidesCost = pricesHoldCost(estimate) && !ctx.viewer.permissions.has('costs:read');
  const shown = hidesCost ? owner.adjustments.filter(({ base }) => base !== 'COST') : owner.adjustments;
  const totals = new Map(owner.adjustmentTotals.map((each) => [each.id, each]));
  return shown.map((declared) => paired(estimate, declared, totals.get(declared.id)));
}

function paired(
  estimate: Estimate,
  declared: StoredAdjustment,
  totals: StoredAdjustmentTotals | undefined,
): AdjustmentNode {
  if (!totals) throw new Error(`The adjustment ${declared.id} was stored without its amount.`);
  return { estimate, declared, totals };
}

/** One adjustment, for who has just written it. */
export function adjustmentNode(estimate: Estimate, owner: AdjustmentOwner, id: string): AdjustmentNode {
  const declared = owner.adjustments.find((each) => each.id === id);
  if (!declared) throw new Error(`The adjustment ${id} is not where it was put.`);
  return paired(
    estimate,
    declared,
    owner.adjustmentTotals.find((each) => each.id === id),
  );
}
