import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import {
  cancelEmailChange,
  confirmEmailChange,
  pendingEmailChange,
  requestEmailChange,
  undoEmailChange,
} from './email-change.service';
import { changePassword, requestPasswordReset, resetPassword } from './passwords.service';
import { requestEmailVerification, verifyEmail } from './verification.service';

export const accountResolvers: Resolvers = {
  Query: {
    pendingEmailChange: (_root, _args, ctx) => pendingEmailChange(ctx),
  },
  Mutation: {
    requestEmailChange: (_root, { input }, ctx) => withUserErrors(() => requestEmailChange(ctx, input)),
    cancelEmailChange: (_root, { input }, ctx) => withUserErrors(() => cancelEmailChange(ctx, input)),
    confirmEmailChange: (_root, { input }, ctx) => withUserErrors(() => confirmEmailChange(ctx, input)),
    undoEmailChange: (_root, { input }, ctx) => withUserErrors(() => undoEmailChange(ctx, input)),
    requestPasswordReset: (_root, { input }, ctx) => withUserErrors(() => requestPasswordReset(ctx, input)),
    resetPassword: (_root, { input }, ctx) => withUserErrors(() => resetPassword(ctx, input)),
    changePassword: (_root, { input }, ctx) => withUserErrors(() => changePassword(ctx, input)),
    requestEmailVerification: (_root, { input }, ctx) =>
      withUserErrors(() => requestEmailVerification(ctx, input)),
    verifyEmail: (_root, { input }, ctx) => withUserErrors(() => verifyEmail(ctx, input)),
  },
};
