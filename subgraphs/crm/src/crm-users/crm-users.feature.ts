import type { CrmFeature } from '../feature';
import { CrmUser } from './crm-user.entity';
import { crmUserLoaders } from './crm-users.loaders';
import { crmUserResolvers } from './crm-users.resolvers';
import { membersProjection } from './members-projection';

export const feature = {
  name: 'crm-users',
  entities: [CrmUser],
  resolvers: crmUserResolvers,
  loaders: crmUserLoaders,
  consumers: [membersProjection],
} satisfies CrmFeature;
