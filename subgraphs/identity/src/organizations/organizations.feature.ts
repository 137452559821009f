import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { Membership } from './membership.entity';
import { Organization } from './organization.entity';
import { organizationLoaders } from './organizations.loaders';
import { organizationResolvers } from './organizations.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'organizations',
    columns:
      'name status created_at time_zone locale currency second_factor_required session_idle_minutes session_max_minutes allowed_networks unverified_log_in end_sessions_on_role_loss device_headers_required minimum_app_versions',
    omitted: { DERIVED: 'sorting' },
    order: 'org_id',
  },
  {
    table: 'memberships',
    columns: 'user_id role_id status created_at last_login_at permissions_changed_at',
    omitted: { MACHINERY: 'permissions_version' },
    order: 'user_id',
    person: 'user_id',
  },
];

export const feature = {
  name: 'organizations',
  entities: [Organization, Membership],
  resolvers: organizationResolvers,
  loaders: organizationLoaders,
  dataExports,
} satisfies IdentityFeature;
