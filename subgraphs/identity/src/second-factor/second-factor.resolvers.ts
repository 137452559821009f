import { enterAs } from '../../../../service-kit/subgraph/context';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { getUser } from '../users/users.service';
import type { Resolvers } from '../generated/types';
import { completeLogIn } from './complete.service';
import {
  confirmTotpEnrollment,
  disableSecondFactor,
  forgetDevices,
  ownSecondFactor,
  removePasskey,
  renewRecoveryCodes,
  startTotpEnrollment,
} from './enrollment.service';
import { finishPasskeyRegistration, startPasskeyRegistration, startPasskeyStepUp } from './passkey.service';
import { completeSecondFactorReset, resetSecondFactor } from './reset.service';
import { stepUp } from './step-up.service';

export const secondFactorResolvers: Resolvers = {
  Query: {
    secondFactor: (_root, _args, ctx) => ownSecondFactor(ctx),
  },
  Mutation: {
    completeLogIn: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { viewer, ...answer } = await completeLogIn(ctx, input);
        enterAs(ctx, viewer);
        return answer;
      }),
    resetSecondFactor: (_root, { input }, ctx) =>
      withUserErrors(async () => ({
        user: await getUser(ctx, (await resetSecondFactor(ctx, input)).userId),
      })),
    completeSecondFactorReset: (_root, { input }, ctx) =>
      withUserErrors(() => completeSecondFactorReset(ctx, input)),
    stepUp: (_root, { input }, ctx) => withUserErrors(() => stepUp(ctx, input)),
    startPasskeyStepUp: (_root, _args, ctx) => withUserErrors(() => startPasskeyStepUp(ctx)),
    startTotpEnrollment: (_root, _args, ctx) => withUserErrors(() => startTotpEnrollment(ctx)),
    confirmTotpEnrollment: (_root, { input }, ctx) => withUserErrors(() => confirmTotpEnrollment(ctx, input)),
    renewRecoveryCodes: (_root, _args, ctx) => withUserErrors(() => renewRecoveryCodes(ctx)),
    startPasskeyRegistration: (_root, _args, ctx) => withUserErrors(() => startPasskeyRegistration(ctx)),
    finishPasskeyRegistration: (_root, { input }, ctx) =>
      withUserErrors(() => finishPasskeyRegistration(ctx, input)),
    removePasskey: (_root, { input }, ctx) => withUserErrors(() => removePasskey(ctx, input)),
    disableSecondFactor: (_root, _args, ctx) => withUserErrors(() => disableSecondFactor(ctx)),
    forgetDevices: (_root, { input }, ctx) => withUserErrors(() => forgetDevices(ctx, input)),
  },
};
