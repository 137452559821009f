import { shownError } from '../connections/shown-error';
import type { Resolvers } from '../generated/types';

export const webhookResolvers: Resolvers = {
  CrmWebhook: {
    lastError: shownError,
    waiting: async ({ connectionId }, _args, ctx) =>
      (await ctx.loaders.hookStates.load(connectionId))?.waiting ?? 0,
  },
};
