import type { EstimatesFeature } from '../feature';
import { organizationProjection } from './organization-projection';
import { OrganizationSettings } from './organization-settings.entity';

export const feature = {
  name: 'organizations',
  entities: [OrganizationSettings],
  consumers: [organizationProjection],
} satisfies EstimatesFeature;
