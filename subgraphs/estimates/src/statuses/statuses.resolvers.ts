import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import {
  approveEstimate,
  cancelEstimate,
  convertEstimate,
  declineEstimate,
  requestEstimateChanges,
  returnEstimate,
  submitEstimate,
} from './decisions.service';
import { sendEstimate } from './sending.service';
import { stubOf } from '../foreign-stub';
import type { Context } from '../context';
import type { Resolvers, SendEstimateInput } from '../generated/types';

async function shownSent(ctx: Context, input: SendEstimateInput) {
  const { estimate, linkId } = await sendEstimate(ctx, input);
  return { estimate, link: linkId === null ? null : await ctx.loaders.estimateLinks.load(linkId) };
}

export const statusResolvers: Resolvers = {
  Mutation: {
    sendEstimate: (_root, { input }, ctx) => withUserErrors(() => shownSent(ctx, input)),
    approveEstimate: (_root, { input }, ctx) => withUserErrors(() => approveEstimate(ctx, input)),
    declineEstimate: (_root, { input }, ctx) => withUserErrors(() => declineEstimate(ctx, input)),
    requestEstimateChanges: (_root, { input }, ctx) =>
      withUserErrors(() => requestEstimateChanges(ctx, input)),
    cancelEstimate: (_root, { input }, ctx) => withUserErrors(() => cancelEstimate(ctx, input)),
    submitEstimate: (_root, { input }, ctx) => withUserErrors(() => submitEstimate(ctx, input)),
    returnEstimate: (_root, { input }, ctx) => withUserErrors(() => returnEstimate(ctx, input)),
    convertEstimate: (_root, { input }, ctx) => withUserErrors(() => convertEstimate(ctx, input)),
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
