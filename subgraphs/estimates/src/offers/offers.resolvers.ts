import { inPreviewTurn } from '../drafts/preview-turns';
import type { Resolvers } from '../generated/types';
import { offerTotalsOf } from './offer-totals';
import { offerTotals } from './offers.service';

export const offerResolvers: Resolvers = {
  Query: {
    offerTotals: (_root, { estimateId, taken }, ctx) =>
      inPreviewTurn(ctx, async () => {
        const { content, offer } = await offerTotals(ctx, estimateId, taken ?? null);
        return offerTotalsOf(content.estimate, offer);
      }),
  },
};
