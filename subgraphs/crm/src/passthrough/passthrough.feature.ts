import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { CrmFeature } from '../feature';
import { kommoRequest } from './passthrough.service';

export const feature = {
  name: 'passthrough',
  resolvers: {
    Query: { kommoRequest: (_root, { input }, ctx) => withUserErrors(() => kommoRequest(ctx, input)) },
  },
} satisfies CrmFeature;
