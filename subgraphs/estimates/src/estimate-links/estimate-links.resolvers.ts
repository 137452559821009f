import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { decisionKind } from '../client-estimates/client-estimate-node';
import type { Context } from '../context';
import { stubOf } from '../foreign-stub';
import type { Resolvers } from '../generated/types';
import type { EstimateLink } from './estimate-link.entity';
import {
  createEstimateLink,
  openLinkUrl,
  revokeEstimateLink,
  type SealedLink,
} from './estimate-links.service';

const shown = async (ctx: Context, { id }: { id: string }) => ({
  link: await ctx.loaders.estimateLinks.load(id),
});

const shownWithUrl = async (ctx: Context, made: SealedLink) => ({
  ...(await shown(ctx, made)),
  url: openLinkUrl(ctx, made),
});

function stateOf({ revokedAt, expiresAt }: EstimateLink) {
  if (revokedAt !== null) return 'REVOKED';
  return expiresAt.getTime() <= Date.now() ? 'EXPIRED' : 'ACTIVE';
}

/** What the client decided by this link, if it was this one. */
async function decisionOf(ctx: Context, { id, estimateId }: EstimateLink) {
  const estimate = await ctx.loaders.estimates.load(estimateId);
  const kind = estimate && decisionKind(estimate.status);
  if (!kind || !estimate.decidedAt || estimate.decisionEvidence?.linkId !== id) return null;
  const { decidedAt: at, decisionReason: comment, decisionEvidence } = estimate;
  return { kind, at, name: decisionEvidence.name ?? null, comment };
}

export const estimateLinkResolvers: Resolvers = {
  Mutation: {
    createEstimateLink: (_root, { input }, ctx) =>
      withUserErrors(async () => shownWithUrl(ctx, await createEstimateLink(ctx, input))),
    revokeEstimateLink: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await revokeEstimateLink(ctx, input))),
  },
  Estimate: {
    clientLinks: ({ id }, _args, ctx) => ctx.loaders.estimateLinksByEstimate.load(id),
  },
  EstimateLink: {
    state: stateOf,
    createdBy: ({ createdBy }) => stubOf(createdBy),
    views: ({ id }, _args, ctx) => ctx.loaders.estimateLinkViews.load(id),
    decision: (link, _args, ctx) => decisionOf(ctx, link),
  },
};
