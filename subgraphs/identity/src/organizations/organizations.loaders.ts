import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { byKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Organization } from './organization.entity';

declare module '../context' {
  interface Loaders {
    /** By id; only the caller's own organisation is ever found. */
    readonly organizations: DataLoader<string, Organization | null>;
  }
}

async function organizationsById(ctx: Context, ids: readonly string[]): Promise<(Organization | null)[]> {
  const { orgId } = ctx.viewer;
  const own = [...ids].filter((id) => id === orgId);
  const rows = await read(ctx, (db) => db.getRepository(Organization).findBy({ id: In(own) }));
  return byKey(ids, rows, ({ id }) => id);
}

export const organizationLoaders = {
  organizations: (ctx) => new DataLoader((ids) => organizationsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
