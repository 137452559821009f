import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { listNotices, updateNotices } from './notices.service';

export const noticeResolvers: Resolvers = {
  Query: {
    notices: (_root, _args, ctx) => listNotices(ctx),
  },
  Mutation: {
    updateNotices: (_root, { input }, ctx) => withUserErrors(() => updateNotices(ctx, input)),
  },
};
