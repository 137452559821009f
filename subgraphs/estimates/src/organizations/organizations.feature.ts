import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { defaultsResolvers } from './estimate-defaults.resolvers';
import { organizationProjection } from './organization-projection';
import { OrganizationSettings } from './organization-settings.entity';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'organization_settings',
    columns:
      'time_zone currency default_tax_rate name locale default_tax_name remind_days former_taxes default_tax_id',
    omitted: { MACHINERY: 'closed_until' },
    order: 'org_id',
  },
];

export const feature = {
  name: 'organizations',
  entities: [OrganizationSettings],
  consumers: [organizationProjection],
  resolvers: defaultsResolvers,
  dataExports,
} satisfies EstimatesFeature;
