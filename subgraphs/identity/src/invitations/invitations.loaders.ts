import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Invitation } from './invitation.entity';

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly invitations: DataLoader<string, Invitation | null>;
  }
}

const readInvitations = defineRead<Invitation>({
  entity: Invitation,
  alias: 'invitation',
  keys: ['id'],
  build: (query) => query.where('invitation.orgId = :orgId AND invitation.id = ANY(:ids::uuid[])'),
});

export const invitationLoaders = {
  invitations: (ctx) =>
    new DataLoader(async (ids: readonly string[]) =>
      byKey(ids, await readInvitations(ctx, { ids }), ({ id }) => id),
    ),
} satisfies LoaderMakers<Context>;
