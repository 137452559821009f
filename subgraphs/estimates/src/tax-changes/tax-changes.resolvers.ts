import { inPreviewTurn } from '../drafts/preview-turns';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { moneyOf, ratePercent } from '../calculation/money';
import type { Resolvers } from '../generated/types';
import { draftsOfFormerTaxes, retaxEstimate, retaxing } from './retaxing.service';

const MAX_LISTED = 1_000;

export const taxChangeResolvers: Resolvers = {
  Query: {
    retaxing: (_root, { estimateId }, ctx) => inPreviewTurn(ctx, () => retaxing(ctx, estimateId)),
  },
  Mutation: {
    retaxEstimate: (_root, { input }, ctx) => withUserErrors(() => retaxEstimate(ctx, input)),
  },
  EstimateDefaults: {
    outdatedDrafts: (_defaults, _args, ctx) => draftsOfFormerTaxes(ctx),
  },
  Retaxing: {
    changesEstimate: ({ changesEstimate }) => changesEstimate,
    positions: ({ estimate, positions }) => positions.slice(0, MAX_LISTED).map((row) => ({ estimate, row })),
    positionCount: ({ positions }) => positions.length,
    taxRate: ({ rate }) => ratePercent(rate),
    taxName: ({ name }) => name,
  },
  RetaxedAmounts: {
    net: ({ estimate, net }) => moneyOf(estimate, net),
    tax: ({ estimate, tax }) => moneyOf(estimate, tax),
    payable: ({ estimate, payable }) => moneyOf(estimate, payable),
  },
};
