import type { EstimatesFeature } from '../feature';
import { closedOrganizations } from './closed-organizations';
import { defaultsResolvers } from './estimate-defaults.resolvers';
import { organizationProjection } from './organization-projection';
import { OrganizationSettings } from './organization-settings.entity';

export const feature = {
  name: 'organizations',
  entities: [OrganizationSettings],
  consumers: [organizationProjection, closedOrganizations],
  resolvers: defaultsResolvers,
} satisfies EstimatesFeature;
