import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Organization } from './organization.entity';

declare module '../context' {
  interface Loaders {
    /** By id; only the caller's own organisation is ever found. */
    readonly organizations: DataLoader<string, Organization | null>;
  }
}

const readOwn = defineRead<Organization>({
  entity: Organization,
  alias: 'organization',
  keys: ['id'],
  build: (query) => query.where('organization.id = :orgId'),
});

async function organizationsById(ctx: Context, ids: readonly string[]): Promise<(Organization | null)[]> {
  return byKey(ids, await readOwn(ctx), ({ id }) => id);
}

export const organizationLoaders = {
  organizations: (ctx) => new DataLoader((ids) => organizationsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
