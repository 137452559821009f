import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { claimKommoInstall, listPendingInstalls } from './pending-installs.service';

export const pendingInstallResolvers: Resolvers = {
  Query: { pendingKommoInstalls: (_root, _args, ctx) => listPendingInstalls(ctx) },
  Mutation: {
    claimKommoInstall: (_root, { input }, ctx) => withUserErrors(() => claimKommoInstall(ctx, input)),
  },
};
