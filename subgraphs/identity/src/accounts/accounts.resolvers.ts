import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { changePassword, requestPasswordReset, resetPassword } from './passwords.service';
import { requestEmailVerification, verifyEmail } from './verification.service';

export const accountResolvers: Resolvers = {
  Mutation: {
    requestPasswordReset: (_root, { input }, ctx) => withUserErrors(() => requestPasswordReset(ctx, input)),
    resetPassword: (_root, { input }, ctx) => withUserErrors(() => resetPassword(ctx, input)),
    changePassword: (_root, { input }, ctx) => withUserErrors(() => changePassword(ctx, input)),
    requestEmailVerification: (_root, { input }, ctx) =>
      withUserErrors(() => requestEmailVerification(ctx, input)),
    verifyEmail: (_root, { input }, ctx) => withUserErrors(() => verifyEmail(ctx, input)),
  },
};
