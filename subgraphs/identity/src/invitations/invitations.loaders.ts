import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineValues, defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Invitation, STILL_GIVEN } from './invitation.entity';

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly invitations: DataLoader<string, Invitation | null>;
    /** By its id, whether it opens nothing any more: its days are over, or who sent it may not give its role. */
    readonly invitationsOver: DataLoader<string, boolean>;
  }
}

const readInvitations = defineRead<Invitation>({
  entity: Invitation,
  alias: 'invitation',
  keys: ['id'],
  build: (query) => query.where('invitation.orgId = :orgId AND invitation.id = ANY(:ids::uuid[])'),
});

const readOver = defineValues(
  `SELECT invitation.id FROM identity.invitations invitation
    WHERE invitation.org_id = :orgId AND invitation.id = ANY(:ids::uuid[])
      AND (invitation.expires_at <= clock_timestamp() OR NOT ${STILL_GIVEN})`,
  ([id]) => id,
);

export const invitationLoaders = {
  invitations: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      byKey(ids, await readInvitations(ctx, { ids }), ({ id }) => id),
    ),
  invitationsOver: (ctx) =>
    new DataLoader(async (ids: readonly string[]) => {
      const over = new Set(await readOver(ctx, { ids }));
      return ids.map((id) => over.has(id));
    }),
} satisfies LoaderMakers<Context>;
