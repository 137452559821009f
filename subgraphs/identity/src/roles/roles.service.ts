import { SYSTEM_ROLES, type SystemRole } from '../../../../schema/permissions';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { defineRead } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import type { AssignRoleInput } from '../generated/types';
import { Membership } from '../organizations/membership.entity';
import { permissionsChanged } from '../sessions/permission-loss';
import { Role } from './role.entity';
import { planAssignment } from './role-plans';
import { lockRoles, refuseUnlessFresh } from './role-rules';

const rank = ({ key, isSystem }: Role): number =>
  isSystem ? SYSTEM_ROLES.indexOf(key as SystemRole) : SYSTEM_ROLES.length;

const readAllRoles = defineRead<Role>({
  entity: Role,
  alias: 'role',
  keys: ['key', 'isSystem', 'name', 'permissions'],
  build: (query) => query.where('role.orgId = :orgId'),
});

/** The organisation's roles: the system's from owner to viewer, then its own by name. */
export async function listRoles(ctx: Context): Promise<Role[]> {
  const roles = await readAllRoles(ctx);
  return roles.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/**
 * Gives a person another role. Rules: nobody gives or takes a role with a permission they lack (an administrator makes
 * no owners), and an organisation keeps an active owner. All changes of roles in one organisation wait for each other,
 * so two owners can't take the role from each other at once. The caller's own role is read anew.
 *
 * @returns the person's id
 * @throws GraphQLError NOT_FOUND for a person or role that is not of this organisation, FORBIDDEN when the caller has
 *   lost `roles:write` meanwhile, or the role gives power that takes a fresh session
 * @throws InputRejected ROLE_REQUIRED, ROLE_EXCEEDS_YOURS, LAST_OWNER
 */
export async function assignRole(ctx: Context, input: AssignRoleInput): Promise<{ userId: string }> {
  const isFresh = await ctx.isFresh(ctx.viewer);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, viewer.orgId);
    const { change, effect, check } = await planAssignment(db, viewer, input);
    await check();
    const { userId, role } = change;
    refuseUnlessFresh(isFresh, role.key === 'owner' ? [] : effect.before, effect.after);
    await db.getRepository(Membership).update({ orgId: viewer.orgId, userId }, { roleId: role.id });
    await permissionsChanged(ctx, [{ userId, former: effect.before, present: effect.after }]);
    return { userId };
  });
}
