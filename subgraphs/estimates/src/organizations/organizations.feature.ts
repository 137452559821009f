import type { EstimatesFeature } from '../feature';
import { defaultsResolvers } from './estimate-defaults.resolvers';
import { organizationProjection } from './organization-projection';
import { OrganizationSettings } from './organization-settings.entity';

export const feature = {
  name: 'organizations',
  entities: [OrganizationSettings],
  consumers: [organizationProjection],
  resolvers: defaultsResolvers,
} satisfies EstimatesFeature;
