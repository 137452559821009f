import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { statusOf } from './api-key.entity';
import {
  createApiKey,
  openSecret,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
  type WithSecret,
} from './api-keys.service';
import { getApiKey, listApiKeys, usageOf } from './list-keys';

const shown = async (ctx: Context, { id }: { id: string }) => ({
  apiKey: await ctx.loaders.apiKeys.load(id),
});

const shownWithSecret = async (ctx: Context, made: WithSecret) => ({
  ...(await shown(ctx, made)),
  secret: openSecret(ctx, made),
});

export const apiKeyResolvers: Resolvers = {
  Query: {
    apiKeys: (_root, args, ctx) => listApiKeys(ctx, args),
    apiKey: (_root, { id }, ctx) => getApiKey(ctx, id),
  },
  Mutation: {
    createApiKey: (_root, { input }, ctx) =>
      withUserErrors(async () => shownWithSecret(ctx, await createApiKey(ctx, input))),
    rotateApiKey: (_root, { input }, ctx) =>
      withUserErrors(async () => shownWithSecret(ctx, await rotateApiKey(ctx, input))),
    updateApiKey: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await updateApiKey(ctx, input))),
    revokeApiKey: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await revokeApiKey(ctx, input))),
  },
  ApiKey: {
    prefix: ({ publicId }) => `ek_live_${publicId}`,
    status: (key) => statusOf(key),
    scopesBeyondCreator: async ({ scopes, createdById }, _args, ctx) => {
      const held = await ctx.loaders.permissionsOf.load(createdById);
      return scopes.filter((scope) => !held.includes(scope));
    },
    createdBy: ({ createdById }, _args, ctx) => ctx.loaders.users.load(createdById),
    formerSecretWorksUntil: ({ id, revokedAt }, _args, ctx) =>
      revokedAt ? null : ctx.loaders.formerSecrets.load(id),
    lastUsedAt: async ({ id }, _args, ctx) => (await ctx.loaders.apiKeyActivity.load(id))?.lastUsedAt ?? null,
    lastUsedIp: async ({ id }, _args, ctx) => (await ctx.loaders.apiKeyActivity.load(id))?.lastUsedIp ?? null,
    usage: (key, { days }, ctx) => usageOf(ctx, key, days),
  },
};
