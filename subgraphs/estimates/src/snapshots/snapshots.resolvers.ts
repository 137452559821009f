import { inPreviewTurn } from '../drafts/preview-turns';
import type { Resolvers } from '../generated/types';
import { verifyEstimate } from './verification.service';

export const snapshotResolvers: Resolvers = {
  Query: {
    verifyEstimate: (_root, { id }, ctx) => inPreviewTurn(ctx, () => verifyEstimate(ctx, id)),
  },
};
