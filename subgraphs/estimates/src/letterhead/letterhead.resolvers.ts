import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { getLetterhead, updateLetterhead } from './letterhead.service';

export const letterheadResolvers: Resolvers = {
  Query: {
    letterhead: (_root, _args, ctx) => getLetterhead(ctx),
  },
  Mutation: {
    updateLetterhead: (_root, { input }, ctx) => withUserErrors(() => updateLetterhead(ctx, input)),
  },
  LetterheadLogo: {
    url: ({ id }, _args, ctx) => ctx.links.make(ctx.viewer.orgId, id).url,
    urlExpiresAt: ({ id }, _args, ctx) => ctx.links.make(ctx.viewer.orgId, id).expiresAt,
  },
};
