import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { Role } from './role.entity';
import { roleLoaders } from './roles.loaders';
import { roleResolvers } from './roles.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'roles',
    columns: 'id key name is_system permissions version description',
  },
];

export const feature = {
  name: 'roles',
  entities: [Role],
  resolvers: roleResolvers,
  loaders: roleLoaders,
  dataExports,
} satisfies IdentityFeature;
