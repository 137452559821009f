import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Role } from './role.entity';

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly roles: DataLoader<string, Role | null>;
  }
}

const readRoles = defineRead<Role>({
  entity: Role,
  alias: 'role',
  keys: ['id'],
  build: (query) => query.where('role.orgId = :orgId AND role.id = ANY(:ids::uuid[])'),
});

async function rolesById(ctx: Context, ids: readonly string[]): Promise<(Role | null)[]> {
  return byKey(ids, await readRoles(ctx, { ids }), ({ id }) => id);
}

export const roleLoaders = {
  roles: (ctx) => new DataLoader((ids) => rolesById(ctx, ids)),
} satisfies LoaderMakers<Context>;
