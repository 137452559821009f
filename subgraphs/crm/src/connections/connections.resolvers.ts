import { isId } from '../../../../service-kit/data/ids';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { entityStatuses } from '../sync-runs/sync.service';
import {
  connectKommoWithToken,
  disconnectKommo,
  getConnection,
  listConnections,
} from './connections.service';
import { shownError } from './shown-error';
import { shownState } from './shown-state';

export const connectionResolvers: Resolvers = {
  Query: {
    crmConnections: (_root, args, ctx) => listConnections(ctx, args),
    crmConnection: (_root, { id }, ctx) => getConnection(ctx, id),
  },
  CrmConnection: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.connections.load(id) : null),
    kommoAccountId: (connection) => connection.accountId,
    state: shownState,
    lastError: shownError,
    tokenExpiresAt: ({ id }, _args, ctx) => ctx.loaders.tokenExpiries.load(id),
    sync: ({ id }, _args, ctx) => ctx.loaders.latestRuns.load(id),
    entities: ({ id }, _args, ctx) => entityStatuses(ctx, id),
    queueDepth: async ({ id }, _args, ctx) => (await ctx.loaders.openRuns.load(id)).length,
    notices: async ({ id }, _args, ctx) =>
      (await ctx.loaders.notices.load(id)).map(({ code, message, since }) => ({ code, message, at: since })),
    health: ({ id: connectionId }) => ({ connectionId }),
    webhook: ({ id }, _args, ctx) => ctx.loaders.webhooks.load(id),
    quarantinedRows: ({ id }, _args, ctx) => ctx.loaders.quarantinedRows.load(id),
  },
  Mutation: {
    connectKommoWithToken: (_root, { input }, ctx) => withUserErrors(() => connectKommoWithToken(ctx, input)),
    disconnectKommo: (_root, { input }, ctx) => withUserErrors(() => disconnectKommo(ctx, input)),
  },
};
