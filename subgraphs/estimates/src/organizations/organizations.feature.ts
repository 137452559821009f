import type { EstimatesFeature } from '../feature';
import { OrganizationSettings } from './organization-settings.entity';

export const feature = {
  name: 'organizations',
  entities: [OrganizationSettings],
} satisfies EstimatesFeature;
