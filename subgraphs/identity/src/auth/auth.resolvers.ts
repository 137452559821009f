import { enterAs } from '../../../../service-kit/subgraph/context';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { logIn } from './auth.service';
import { register } from './registration.service';

export const authResolvers: Resolvers = {
  Mutation: {
    register: (_root, { input }, ctx) => withUserErrors(() => register(ctx, input)),
    logIn: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const answer = await logIn(ctx, input);
        if ('challenge' in answer) return { ...answer, tokens: null, user: null, shouldChangePassword: null };
        const { viewer, ...entered } = answer;
        enterAs(ctx, viewer);
        return { ...entered, challenge: null };
      }),
  },
};
