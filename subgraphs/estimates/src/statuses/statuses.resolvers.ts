import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { approveEstimate, declineEstimate, sendEstimate } from './status-moves.service';
import { stubOf } from '../foreign-stub';
import type { Resolvers } from '../generated/types';

export const statusResolvers: Resolvers = {
  Mutation: {
    sendEstimate: (_root, { input }, ctx) => withUserErrors(() => sendEstimate(ctx, input)),
    approveEstimate: (_root, { input }, ctx) => withUserErrors(() => approveEstimate(ctx, input)),
    declineEstimate: (_root, { input }, ctx) => withUserErrors(() => declineEstimate(ctx, input)),
  },
  Estimate: {
    history: ({ id }, _args, ctx) => ctx.loaders.statusChangesByEstimate.load(id),
  },
  EstimateStatusChange: {
    from: ({ fromStatus }) => fromStatus,
    to: ({ toStatus }) => toStatus,
    actor: ({ actorId }) => stubOf(actorId),
  },
};
