import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CrmUser } from './crm-user.entity';
import { crmUserLoaders } from './crm-users.loaders';
import { crmUserResolvers } from './crm-users.resolvers';
import { membersProjection } from './members-projection';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'crm_users',
    columns: 'id connection_id kommo_id name email is_admin is_active is_deleted',
    omitted: { DERIVED: 'email_key keyed_email' },
  },
  {
    table: 'crm_user_links',
    columns: 'crm_user_id user_id linked_by created_at',
    order: 'crm_user_id',
    person: 'user_id',
    madeBy: 'linked_by',
  },
  { table: 'members', leftOut: 'DERIVED' },
];

export const feature = {
  name: 'crm-users',
  entities: [CrmUser],
  resolvers: crmUserResolvers,
  loaders: crmUserLoaders,
  consumers: [membersProjection],
  dataExports,
} satisfies CrmFeature;
