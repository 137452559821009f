import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { noticeResolvers } from './notices.resolvers';
import { REGISTERED_AGAIN_MAIL } from './registration-notice';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'muted_notices',
    columns: 'user_id kind muted_at',
    order: 'user_id kind',
    person: 'user_id',
    isPrivate: true,
    of: 'true',
  },
];

export const feature = {
  name: 'notices',
  resolvers: noticeResolvers,
  mails: [REGISTERED_AGAIN_MAIL],
  dataExports,
} satisfies IdentityFeature;
