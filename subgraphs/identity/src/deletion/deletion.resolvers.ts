import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { eraseAccount } from './erasure.service';
import { deleteOrganization, restoreOrganization } from './deletion.service';

export const deletionResolvers: Resolvers = {
  Mutation: {
    eraseAccount: (_root, { input }, ctx) => withUserErrors(() => eraseAccount(ctx, input)),
    deleteOrganization: (_root, { input }, ctx) => withUserErrors(() => deleteOrganization(ctx, input)),
    restoreOrganization: (_root, { input }, ctx) => withUserErrors(() => restoreOrganization(ctx, input)),
  },
};
