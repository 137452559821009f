import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from './estimate.entity';

/** An adjustment as the resolvers of `Adjustment` are given it. */
export interface AdjustmentNode {
  readonly estimate: Estimate;
  readonly declared: StoredAdjustment;
  readonly totals: StoredAdjustmentTotals;
}

/** Pairs declared adjustments with what they came to. */
export function adjustmentNodes(
  estimate: Estimate,
  owner: {
    readonly adjustments: readonly StoredAdjustment[];
    readonly adjustmentTotals: readonly StoredAdjustmentTotals[];
  },
): AdjustmentNode[] {
  const totals = new Map(owner.adjustmentTotals.map((each) => [each.id, each]));
  return owner.adjustments.map((declared) => {
    const found = totals.get(declared.id);
    if (!found) throw new Error(`The adjustment ${declared.id} was stored without its amount.`);
    return { estimate, declared, totals: found };
  });
}
