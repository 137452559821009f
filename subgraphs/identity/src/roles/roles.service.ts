import type { EntityManager } from 'typeorm';
import { SYSTEM_ROLES, type SystemRole } from '../../../../schema/permissions';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { defineRead } from '../../../../service-kit/data/read';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { AssignRoleInput } from '../generated/types';
import { Membership } from '../organizations/membership.entity';
import { Role } from './role.entity';

const rank = ({ key, isSystem }: Role): number =>
  isSystem ? SYSTEM_ROLES.indexOf(key as SystemRole) : SYSTEM_ROLES.length;

const readAllRoles = defineRead<Role>({
  entity: Role,
  alias: 'role',
  keys: ['key', 'isSystem', 'name'],
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
 * so two owners can't take the role from each other at once. The caller's own role is read anew: their token may be ten
 * minutes old.
 *
 * @returns the person's id
 * @throws GraphQLError NOT_FOUND for a person or role that is not of this organisation, FORBIDDEN when the caller has
 *   lost `roles:write` meanwhile
 * @throws InputRejected ROLE_REQUIRED, ROLE_EXCEEDS_YOURS, LAST_OWNER
 */
export async function assignRole(ctx: Context, input: AssignRoleInput): Promise<{ userId: string }> {
  if ((input.roleId == null) === (input.roleKey == null)) {
    throw reject('ROLE_REQUIRED', 'roleId', 'Give either "roleId" or "roleKey".');
  }
  const userId = checkId(input.userId, 'User');
  return withTransaction(ctx, async ({ transaction: db, viewer: { orgId, userId: callerId } }) => {
    await lockRoles(db, orgId);
    const own = await roleOf(db, orgId, callerId);
    if (!own?.permissions.includes('roles:write')) throw forbidden('roles:write');
    const former = await roleOf(db, orgId, userId);
    if (!former) throw notFound('User');
    const role = await findRole(db, orgId, input);
    refuseMoreThanOwn(own, role, former);
    if (former.key === 'owner' && role.key !== 'owner') await keepAnOwner(db, former, userId);
    await db.getRepository(Membership).update({ orgId, userId }, { roleId: role.id });
    return { userId };
  });
}

/** Whoever changes who has which role, or who is active, waits here for the others. */
async function lockRoles(db: EntityManager, orgId: string): Promise<void> {
  // NO KEY: new members refer to this row, and need not wait.
  await db.query('SELECT FROM identity.organizations WHERE org_id = $1 FOR NO KEY UPDATE', [orgId]);
}

/** The role of a member. */
async function roleOf(db: EntityManager, orgId: string, userId: string): Promise<Role | null> {
  return db
    .getRepository(Role)
    .createQueryBuilder('role')
    .innerJoin(
      Membership,
      'membership',
      'membership.orgId = role.orgId AND membership.roleId = role.id AND membership.userId = :userId',
      { userId },
    )
    .where('role.orgId = :orgId', { orgId })
    .getOne();
}

async function findRole(
  db: EntityManager,
  orgId: string,
  { roleId, roleKey }: AssignRoleInput,
): Promise<Role> {
  const wanted = roleId != null ? { id: checkId(roleId, 'Role') } : { key: roleKey ?? '' };
  const role = wanted.key?.includes('\0')
    ? null
    : await db.getRepository(Role).findOneBy({ orgId, ...wanted });
  if (!role) throw notFound('Role');
  return role;
}

function refuseMoreThanOwn(own: Role, role: Role, former: Role): void {
  for (const { name, permissions } of [role, former]) {
    const beyond = permissions.find((permission) => !own.permissions.includes(permission));
    if (!beyond) continue;
    throw reject(
      'ROLE_EXCEEDS_YOURS',
      'roleId',
      `The role "${name}" has permissions that you don't have, "${beyond}" for one: ask somebody who has them.`,
    );
  }
}

async function keepAnOwner(db: EntityManager, owner: Role, exceptUserId: string): Promise<void> {
  const others = (await db.query(
    `SELECT 1 FROM identity.memberships membership JOIN identity.users person ON person.id = membership.user_id
      WHERE membership.org_id = $1 AND membership.role_id = $2 AND membership.user_id <> $3
        AND membership.status = 'ACTIVE' AND person.status = 'ACTIVE' LIMIT 1`,
    [owner.orgId, owner.id, exceptUserId],
  )) as unknown[];
  if (others.length === 0) {
    throw reject(
      'LAST_OWNER',
      'userId',
      'An organisation must have an owner. Make somebody else an owner first.',
    );
  }
}
