import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { requireCostsRead } from '../costs';
import { moneyOf, moneyOrNull } from '../calculation/money';
import { plainDecimal } from '../calculation/decimal-text';
import type { Resolvers } from '../generated/types';
import { versionOf } from './adjustment-input';
import { adjustmentNode, type AdjustmentNode } from './adjustment-node';
import {
  addAdjustment,
  deleteAdjustment,
  updateAdjustment,
  type AdjustmentDone,
} from './adjustments.service';

/** Shapes what a service answered for a payload. */
const asPayload = async (done: Promise<AdjustmentDone>) => {
  const { estimate, owner, adjustmentId } = await done;
  return { estimate, adjustment: adjustmentNode(estimate, owner, adjustmentId) };
};

/** A base COST and a percentage of it tell the cost. */
function guardCost(ctx: Context, { declared }: AdjustmentNode): void {
  if (declared.base === 'COST') requireCostsRead(ctx);
}

export const adjustmentResolvers: Resolvers = {
  Mutation: {
    addAdjustment: (_root, { input }, ctx) => withUserErrors(() => asPayload(addAdjustment(ctx, input))),
    updateAdjustment: (_root, { input }, ctx) =>
      withUserErrors(() => asPayload(updateAdjustment(ctx, input))),
    deleteAdjustment: (_root, { input }, ctx) => withUserErrors(() => deleteAdjustment(ctx, input)),
  },
  Adjustment: {
    id: ({ declared }) => declared.id,
    name: ({ declared }) => declared.name,
    kind: ({ declared }) => declared.kind,
    mode: ({ declared }) => declared.mode,
    base: ({ declared }) => declared.base,
    value: (node, _args, ctx) => {
      guardCost(ctx, node);
      return plainDecimal(node.declared.value);
    },
    baseAmount: (node, _args, ctx) => {
      guardCost(ctx, node);
      return moneyOf(node.estimate, node.totals.baseAmount);
    },
    amount: (node, _args, ctx) => {
      guardCost(ctx, node);
      return moneyOf(node.estimate, node.totals.amount);
    },
    runningTotal: ({ estimate, totals }) => moneyOrNull(estimate, totals.runningTotal),
    inPrices: ({ totals }) => totals.runningTotal === null,
    limited: ({ totals }) => totals.limited,
    version: ({ declared }) => versionOf(declared),
  },
};
