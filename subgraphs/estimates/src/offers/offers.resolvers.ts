import type { Resolvers } from '../generated/types';
import { offerTotalsOf } from './offer-totals';
import { offerTotals } from './offers.service';

export const offerResolvers: Resolvers = {
  Query: {
    offerTotals: async (_root, { estimateId, taken }, ctx) => {
      const { content, offer } = await offerTotals(ctx, estimateId, taken ?? null);
      return offerTotalsOf(content.estimate, offer);
    },
  },
};
