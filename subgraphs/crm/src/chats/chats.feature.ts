import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { CrmFeature } from '../feature';
import { addChatRoute } from './chats.http';
import { reportMessageDelivery } from './report-delivery.service';

export const feature = {
  name: 'chats',
  resolvers: {
    Mutation: {
      reportMessageDelivery: (_root, { input }, ctx) =>
        withUserErrors(() => reportMessageDelivery(ctx, input)),
    },
  },
  routes: addChatRoute,
} satisfies CrmFeature;
