import type { Resolvers } from '../generated/types';
import { verifyEstimate } from './verification.service';

export const snapshotResolvers: Resolvers = {
  Query: {
    verifyEstimate: (_root, { id }, ctx) => verifyEstimate(ctx, id),
  },
};
