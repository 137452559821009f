import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL } from './deletion-mails';
import { ACCOUNT_ERASED_MAIL } from './erasure-mail';
import { deletionResolvers } from './deletion.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'organization_deletions', leftOut: 'MACHINERY' }];

export const feature = {
  name: 'deletion',
  resolvers: deletionResolvers,
  mails: [ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL, ACCOUNT_ERASED_MAIL],
  dataExports,
} satisfies IdentityFeature;
