import DataLoader from 'dataloader';
import { In } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { byKey } from '../../../../service-kit/data/loaders';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Role } from './role.entity';

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly roles: DataLoader<string, Role | null>;
  }
}

async function rolesById(ctx: Context, ids: readonly string[]): Promise<(Role | null)[]> {
  const { orgId } = ctx.viewer;
  const rows = await read(ctx, (db) => db.getRepository(Role).findBy({ orgId, id: In(ids) }));
  return byKey(ids, rows, ({ id }) => id);
}

export const roleLoaders = {
  roles: (ctx) => new DataLoader((ids) => rolesById(ctx, ids)),
} satisfies LoaderMakers<Context>;
