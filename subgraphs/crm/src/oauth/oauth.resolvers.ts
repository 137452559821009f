import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { completeKommoOAuth, startKommoOAuth } from './oauth.service';

export const oauthResolvers: Resolvers = {
  Mutation: {
    startKommoOAuth: (_root, { input }, ctx) => withUserErrors(() => startKommoOAuth(ctx, input)),
    completeKommoOAuth: (_root, { input }, ctx) => withUserErrors(() => completeKommoOAuth(ctx, input)),
  },
};
