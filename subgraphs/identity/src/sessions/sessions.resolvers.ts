import { enterAs } from '../../../../service-kit/subgraph/context';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { refreshTokens } from './refresh.service';
import { listSessions, logOut } from './sessions.service';

export const sessionResolvers: Resolvers = {
  Query: {
    sessions: (_root, args, ctx) => listSessions(ctx, args),
  },
  Mutation: {
    refreshTokens: async (_root, { input }, ctx) => {
      const { tokens, user, viewer } = await refreshTokens(ctx, input.refreshToken);
      enterAs(ctx, viewer);
      return { tokens, user, userErrors: [] };
    },
    logOut: (_root, { input }, ctx) => withUserErrors(() => logOut(ctx, input)),
  },
  Session: {
    expiresAt: ({ idleExpiresAt }) => idleExpiresAt,
    isCurrent: ({ id }, _args, ctx) => id === ctx.viewer.sessionId,
  },
};
