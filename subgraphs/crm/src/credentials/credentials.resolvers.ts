import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { deleteKommoCredentials, getKommoCredentials, saveKommoCredentials } from './credentials.service';

export const credentialsResolvers: Resolvers = {
  Query: { kommoCredentials: (_root, _args, ctx) => getKommoCredentials(ctx) },
  Mutation: {
    saveKommoCredentials: (_root, { input }, ctx) => withUserErrors(() => saveKommoCredentials(ctx, input)),
    deleteKommoCredentials: (_root, { input }, ctx) =>
      withUserErrors(() => deleteKommoCredentials(ctx, input)),
  },
};
