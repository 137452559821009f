import { inPreviewTurn } from '../drafts/preview-turns';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { duplicateEstimate, reviseEstimate } from './copies.service';
import { checkedChanges, estimateDiff } from './diffs.service';

export const revisionResolvers: Resolvers = {
  Query: {
    estimateDiff: (_root, { fromId, toId }, ctx) => inPreviewTurn(ctx, () => estimateDiff(ctx, fromId, toId)),
  },
  Mutation: {
    reviseEstimate: (_root, { input }, ctx) => withUserErrors(() => reviseEstimate(ctx, input)),
    duplicateEstimate: (_root, { input }, ctx) => withUserErrors(() => duplicateEstimate(ctx, input)),
  },
  Estimate: {
    supersedes: ({ supersedesId }, _args, ctx) =>
      supersedesId === null ? null : ctx.loaders.estimates.load(supersedesId),
    supersededBy: ({ supersededById }, _args, ctx) =>
      supersededById === null ? null : ctx.loaders.estimates.load(supersededById),
  },
  EstimateDiff: {
    fields: ({ fields }) => fields,
    adjustments: ({ adjustments }) => checkedChanges(adjustments),
    sections: ({ sections }) => checkedChanges(sections),
    positions: ({ positions }) => checkedChanges(positions),
  },
};
