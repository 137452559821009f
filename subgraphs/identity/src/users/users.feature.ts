import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { MemberName } from './member-name.entity';
import { User } from './user.entity';
import { userLoaders } from './users.loaders';
import { userResolvers } from './users.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'users',
    columns: 'id email first_name last_name status created_at email_verified_at locale time_zone',
    omitted: {
      SECRET: 'password_hash',
      DERIVED: 'email_key name_key',
      MACHINERY: 'legacy_cost registration_repeated_at registration_noticed_at',
    },
    person: 'id',
    // Who has left is told by name alone (`member_names`); the address of today is theirs.
    of: `t.id IN (SELECT user_id FROM identity.memberships WHERE org_id = $1 AND status <> 'REMOVED')`,
  },
  {
    table: 'member_names',
    columns: 'user_id name',
    omitted: { DERIVED: 'search_text sorting' },
    order: 'user_id',
    person: 'user_id',
  },
];

export const feature = {
  name: 'users',
  entities: [User, MemberName],
  resolvers: userResolvers,
  loaders: userLoaders,
  dataExports,
} satisfies IdentityFeature;
