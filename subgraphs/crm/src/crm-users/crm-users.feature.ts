import type { CrmFeature } from '../feature';
import { CrmUser } from './crm-user.entity';
import { crmUserLoaders } from './crm-users.loaders';
import { crmUserResolvers } from './crm-users.resolvers';

export const feature = {
  name: 'crm-users',
  entities: [CrmUser],
  resolvers: crmUserResolvers,
  loaders: crmUserLoaders,
} satisfies CrmFeature;
