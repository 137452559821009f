import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { CLIENT_MAIL } from './client-mail';
import { EstimateLink, EstimateLinkView } from './estimate-link.entity';
import { estimateLinkLoaders } from './estimate-links.loaders';
import { estimateLinkResolvers } from './estimate-links.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'client_links',
    columns:
      'id estimate_id email language requires_code created_by created_at expires_at revoked_at opened_at last_opened_at view_count code_sent_at mailed mailed_pdf',
    omitted: { SECRET: 'token_hash code_hash', MACHINERY: 'code_tries codes_sent' },
    madeBy: 'created_by',
  },
  {
    table: 'client_views',
    columns: 'id link_id at ip user_agent',
  },
];

export const feature = {
  name: 'estimate-links',
  entities: [EstimateLink, EstimateLinkView],
  resolvers: estimateLinkResolvers,
  loaders: estimateLinkLoaders,
  mails: [CLIENT_MAIL],
  dataExports,
} satisfies EstimatesFeature;
