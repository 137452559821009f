import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead, defineValues } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Role } from './role.entity';

declare module '../context' {
  interface Loaders {
    /** By id, within the caller's organisation. */
    readonly roles: DataLoader<string, Role | null>;
    /** The caller's own by their id, before it is known which one that is; `roles` has it then. */
    readonly ownRoles: DataLoader<string, Role | null>;
    /** How many people have a role, by its id; those who were removed don't count. */
    readonly roleMemberCounts: DataLoader<string, number>;
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

const readOwnRole = defineRead<Role>({
  entity: Role,
  alias: 'role',
  keys: ['id'],
  build: (query) =>
    query.where(`role.orgId = :orgId AND role.id = (
      SELECT own.role_id FROM identity.memberships own WHERE own.org_id = :orgId AND own.user_id = :userId)`),
});

const readMemberCounts = defineValues<[id: string, count: number]>(
  `SELECT role_id, count(*) FROM identity.memberships
    WHERE org_id = :orgId AND role_id = ANY(:ids::uuid[]) AND status <> 'REMOVED' GROUP BY role_id`,
  ([id, count]) => [id ?? '', Number(count)],
);

export const roleLoaders = {
  roleMemberCounts: (ctx) =>
    new DataLoader(async (ids: readonly string[]) => {
      const counts = new Map(await readMemberCounts(ctx, { ids }));
      return ids.map((id) => counts.get(id) ?? 0);
    }),
  ownRoles: (ctx) =>
    new DataLoader(async (userIds) => {
      const [role = null] = await readOwnRole(ctx, { userId: ctx.viewer.userId });
      if (role) ctx.loaders.roles.prime(role.id, role);
      return userIds.map(() => role);
    }),
  roles: (ctx) => new DataLoader((ids) => rolesById(ctx, ids)),
} satisfies LoaderMakers<Context>;
