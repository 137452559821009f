import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { CrmFeature } from '../feature';
import { addChatRoute } from './chats.http';
import { receiveChatMessage } from './receive-message.service';
import { reportMessageDelivery } from './report-delivery.service';

export const feature = {
  name: 'chats',
  resolvers: {
    Mutation: {
      receiveChatMessage: (_root, { input }, ctx) => withUserErrors(() => receiveChatMessage(ctx, input)),
      reportMessageDelivery: (_root, { input }, ctx) =>
        withUserErrors(() => reportMessageDelivery(ctx, input)),
    },
  },
  routes: addChatRoute,
} satisfies CrmFeature;
