import type { EntityManager } from 'typeorm';
import { checkId } from '../../../../service-kit/data/ids';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { PERSONAL_PERMISSIONS, type Permission } from '../../../../schema/permissions';
import { stepUpRequired } from '../../../../service-kit/auth/step-up';
import { Membership } from '../organizations/membership.entity';
import { Role } from './role.entity';

/*
 * Who may give, take and lose which role: nobody gives or takes a role with a permission they lack, and an organisation keeps an
 * active owner. Everything that changes who has which role, or who is active, goes through here.
 */

/** A role by its id or by its key. */
export interface RoleChoice {
  roleId?: string | null | undefined;
  roleKey?: string | null | undefined;
}

/** @throws InputRejected ROLE_REQUIRED unless exactly one of id and key is given */
export function checkRoleChoice({ roleId, roleKey }: RoleChoice): void {
  if ((roleId == null) === (roleKey == null)) {
    throw reject('ROLE_REQUIRED', 'roleId', 'Give either "roleId" or "roleKey".');
  }
}

/**
 * The caller's own role, read anew: their token may be ten minutes old.
 *
 * @throws GraphQLError FORBIDDEN when it does not have the permission (any more)
 */
export async function ownRoleWith(
  db: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
  permission: Permission,
): Promise<Role> {
  const own = await roleOf(db, orgId, userId);
  if (!own?.permissions.includes(permission)) throw forbidden(permission);
  return own;
}

/** Whoever changes who has which role, or who is active, waits here for the others. */
export async function lockRoles(db: EntityManager, orgId: string): Promise<void> {
  // NO KEY: new members refer to this row, and need not wait.
  await db.query('SELECT FROM identity.organizations WHERE org_id = $1 FOR NO KEY UPDATE', [orgId]);
}

/** The role of a member; null for who is none, or was removed. */
export async function roleOf(db: EntityManager, orgId: string, userId: string): Promise<Role | null> {
  return db
    .getRepository(Role)
    .createQueryBuilder('role')
    .innerJoin(
      Membership,
      'membership',
      'membership.orgId = role.orgId AND membership.roleId = role.id AND membership.userId = :userId',
      { userId },
    )
    .where(`role.orgId = :orgId AND membership.status <> 'REMOVED'`, { orgId })
    .getOne();
}

/** Whether somebody is an active owner. */
export async function isOwner(db: EntityManager, orgId: string, userId: string): Promise<boolean> {
  const rows = (await db.query(
    `SELECT 1 FROM identity.memberships membership
       JOIN identity.roles role ON role.org_id = membership.org_id AND role.id = membership.role_id
      WHERE membership.org_id = $1 AND membership.user_id = $2 AND membership.status = 'ACTIVE'
        AND role.is_system AND role.key = 'owner'`,
    [orgId, userId],
  )) as unknown[];
  return rows.length > 0;
}

/** @throws GraphQLError NOT_FOUND for a role that is not of this organisation */
export async function findRole(
  db: EntityManager,
  orgId: string,
  { roleId, roleKey }: RoleChoice,
): Promise<Role> {
  const wanted = roleId != null ? { id: checkId(roleId, 'Role') } : { key: roleKey ?? '' };
  const role = wanted.key?.includes('\0')
    ? null
    : await db.getRepository(Role).findOneBy({ orgId, ...wanted });
  if (!role) throw notFound('Role');
  return role;
}

/** @param roles those that are given or taken @throws InputRejected ROLE_EXCEEDS_YOURS */
export function refuseMoreThanOwn(own: Role, roles: readonly Role[], path: string): void {
  for (const { name, permissions } of roles) {
    const beyond = permissions.find((permission) => !own.permissions.includes(permission));
    if (!beyond) continue;
    throw reject(
      'ROLE_EXCEEDS_YOURS',
      path,
      `The role "${name}" has permissions that you don't have, "${beyond}" for one: ask somebody who has them.`,
    );
  }
}

/**
 * For what may let somebody in as anybody of the organisation: whoever says who its people are would else become an owner.
 *
 * @throws GraphQLError FORBIDDEN @throws InputRejected ROLE_EXCEEDS_YOURS unless the caller has each permission of each role
 */
export async function refuseBelowAnyRole(
  db: EntityManager,
  viewer: { orgId: string; userId: string },
  permission: Permission,
  path: string,
): Promise<void> {
  const own = await ownRoleWith(db, viewer, permission);
  refuseMoreThanOwn(own, await db.getRepository(Role).findBy({ orgId: viewer.orgId }), path);
}

/**
 * Refuses to give power over people, roles and keys in a session that is not fresh: whoever finds an open browser would make
 * themselves an owner who stays. Whether it is fresh is asked before the transaction, which has no second connection for it.
 *
 * @throws GraphQLError FORBIDDEN with the reason STEP_UP_REQUIRED
 */
export function refuseUnlessFresh(
  isFresh: boolean,
  before: readonly string[],
  after: readonly string[],
): void {
  const gains = PERSONAL_PERMISSIONS.some((name) => after.includes(name) && !before.includes(name));
  if (gains && !isFresh) throw stepUpRequired();
}

/** @param former the role of the person who stops being what they were @throws InputRejected LAST_OWNER */
export async function keepAnOwner(
  db: EntityManager,
  owner: Role,
  exceptUserId: string,
  path = 'userId',
): Promise<void> {
  if (owner.key !== 'owner') return;
  const others = (await db.query(
    `SELECT 1 FROM identity.memberships membership JOIN identity.users person ON person.id = membership.user_id
      WHERE membership.org_id = $1 AND membership.role_id = $2 AND membership.user_id <> $3
        AND membership.status = 'ACTIVE' AND person.status = 'ACTIVE' LIMIT 1`,
    [owner.orgId, owner.id, exceptUserId],
  )) as unknown[];
  if (others.length === 0) {
    throw reject(
      'LAST_OWNER',
      path,
      'An organisation must have an owner. Make somebody else an owner first.',
    );
  }
}
