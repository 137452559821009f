import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { INVITATION_MAIL } from './invitation-mail';
import { Invitation } from './invitation.entity';
import { invitationLoaders } from './invitations.loaders';
import { invitationResolvers } from './invitations.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'invitations',
    columns: 'id email role_id invited_by_id mails created_at sent_at expires_at accepted_at revoked_at',
    omitted: { SECRET: 'token_hash', DERIVED: 'email_key' },
    madeBy: 'invited_by_id',
  },
];

export const feature = {
  name: 'invitations',
  entities: [Invitation],
  resolvers: invitationResolvers,
  loaders: invitationLoaders,
  mails: [INVITATION_MAIL],
  dataExports,
} satisfies IdentityFeature;
