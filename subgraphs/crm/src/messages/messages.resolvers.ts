import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { connectionOf } from '../connections/connection-of';
import { shownError } from '../connections/shown-error';
import type { Resolvers } from '../generated/types';
import { getTalk, listMessages, listTalks } from './messages.service';
import { sendMessage } from './send-message.service';

export const messageResolvers: Resolvers = {
  Query: {
    crmTalks: (_root, args, ctx) => listTalks(ctx, args),
    crmTalk: (_root, { id }, ctx) => getTalk(ctx, id),
    crmMessages: (_root, args, ctx) => listMessages(ctx, args),
  },
  Mutation: {
    sendMessage: (_root, { input }, ctx) => withUserErrors(() => sendMessage(ctx, input)),
  },
  CrmTalk: {
    isOwnChannel: ({ channel }) => channel !== null,
    connection: (talk, _args, ctx) => connectionOf(ctx, talk),
    contact: ({ connectionId, contactKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.contactsByKommoId.load({ connectionId, kommoId }),
    lead: ({ connectionId, leadKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.leadsByKommoId.load({ connectionId, kommoId }),
  },
  CrmMessage: {
    talk: ({ connectionId, talkKommoId: kommoId }, _args, ctx) =>
      ctx.loaders.talksByKommoId.load({ connectionId, kommoId }),
    contact: ({ connectionId, contactKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.contactsByKommoId.load({ connectionId, kommoId }),
    sentBy: ({ requestedBy }) => (requestedBy === null ? null : { id: requestedBy }),
    error: shownError,
  },
};
