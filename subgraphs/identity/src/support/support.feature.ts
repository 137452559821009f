import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { SupportGrant } from './support-grant.entity';
import { supportLoaders } from './support.loaders';
import { supportResolvers } from './support.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'support_grants',
    columns: 'id reason scopes granted_by_id created_at expires_at revoked_at',
    madeBy: 'granted_by_id',
  },
  {
    table: 'support_uses',
    columns: 'id grant_id operator started_at expires_at ended_at',
  },
];

export const feature = {
  name: 'support',
  entities: [SupportGrant],
  resolvers: supportResolvers,
  loaders: supportLoaders,
  dataExports,
} satisfies IdentityFeature;
