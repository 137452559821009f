import type { EntityManager } from 'typeorm';
import { checkId } from '../../../../service-kit/data/ids';
import { checkVersion } from '../../../../service-kit/data/versions';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import type { AssignRoleInput, DeleteRoleInput, UpdateRoleInput } from '../generated/types';
import { readRoleValues, refusePermissionsBeyond, type RoleValues } from './role-input';
import type { Concerned } from './role-preview';
import { Role } from './role.entity';
import { checkRoleChoice, findRole, keepAnOwner, ownRoleWith, refuseMoreThanOwn, roleOf } from './role-rules';
import { normalForm } from '../../../../service-kit/data/normal-form';

/*
 * A change of roles in three steps: what it would do (`Effect`), whether it may be done (`check`), and doing it. The mutations take
 * all three, under the lock that orders changes of roles; `previewRoleChange` takes two.
 */

/** What people may do before and after. */
export interface Effect {
  concerned: Concerned;
  before: readonly string[];
  after: readonly string[];
}

/** A change that was looked at, and not made. */
export interface RolePlan<T> {
  readonly effect: Effect;
  readonly change: T;
  /** @throws InputRejected with what forbids the change */
  check(): Promise<void>;
}

type Who = Pick<Viewer, 'orgId' | 'userId'>;

/**
 * Plans `assignRole`.
 *
 * @throws GraphQLError NOT_FOUND, FORBIDDEN; @throws InputRejected ROLE_REQUIRED
 */
export async function planAssignment(
  db: EntityManager,
  who: Who,
  input: AssignRoleInput,
): Promise<RolePlan<{ userId: string; role: Role }>> {
  checkRoleChoice(input);
  const userId = checkId(input.userId, 'User');
  const own = await ownRoleWith(db, who, 'roles:write');
  const former = await roleOf(db, who.orgId, userId);
  if (!former) throw notFound('User');
  const role = await findRole(db, who.orgId, input);
  return {
    effect: { concerned: { userId }, before: former.permissions, after: role.permissions },
    change: { userId, role },
    async check() {
      refuseMoreThanOwn(own, [role, former], 'roleId');
      if (role.key !== 'owner') await keepAnOwner(db, former, userId);
    },
  };
}

/** Plans `updateRole`. @throws GraphQLError NOT_FOUND, FORBIDDEN, CONFLICT; @throws InputRejected for bad values */
export async function planUpdate(
  db: EntityManager,
  who: Who,
  input: UpdateRoleInput,
): Promise<RolePlan<{ role: Role; values: Partial<RoleValues> }>> {
  const values = readRoleValues(input);
  const own = await ownRoleWith(db, who, 'roles:write');
  const role = await findRole(db, who.orgId, { roleId: input.id });
  checkVersion('The role', role, input.expectedVersion);
  const after = values.permissions ?? role.permissions;
  return {
    effect: { concerned: { roleId: role.id }, before: role.permissions, after },
    change: { role, values },
    async check() {
      refuseSystem(role);
      refuseMoreThanOwn(own, [role], 'id');
      refusePermissionsBeyond(own, input.permissions ?? []);
      if (values.name !== undefined) await refuseTakenName(db, who.orgId, values.name, role.id);
    },
  };
}

/** Plans `deleteRole`. @throws GraphQLError NOT_FOUND, FORBIDDEN, CONFLICT */
export async function planDeletion(
  db: EntityManager,
  who: Who,
  input: DeleteRoleInput,
): Promise<RolePlan<{ role: Role; replacement: Role | null }>> {
  const own = await ownRoleWith(db, who, 'roles:write');
  const role = await findRole(db, who.orgId, { roleId: input.id });
  checkVersion('The role', role, input.expectedVersion);
  const replacement =
    input.replacementId == null ? null : await findRole(db, who.orgId, { roleId: input.replacementId });
  return {
    effect: {
      concerned: { roleId: role.id },
      before: role.permissions,
      after: (replacement ?? role).permissions,
    },
    change: { role, replacement },
    async check() {
      refuseSystem(role);
      refuseMoreThanOwn(own, [role], 'id');
      if (replacement?.id === role.id) {
        throw reject('SAME_ROLE', 'replacementId', 'A role can’t replace itself: name another one.');
      }
      if (replacement) refuseMoreThanOwn(own, [replacement], 'replacementId');
      else await refuseInUse(db, role);
    },
  };
}

function refuseSystem({ isSystem, name }: Role): void {
  if (!isSystem) return;
  throw reject(
    'ROLE_IS_SYSTEM',
    'id',
    `"${name}" came with the organisation and stays: duplicate it instead.`,
  );
}

/** How many people, and invitations that wait, have a role. */
export async function usesOf(
  db: EntityManager,
  { orgId, id }: Pick<Role, 'orgId' | 'id'>,
): Promise<{ people: number; invitations: number }> {
  const [uses] = (await db.query(
    `SELECT (SELECT count(*)::int FROM identity.memberships
              WHERE org_id = $1 AND role_id = $2 AND status <> 'REMOVED') AS people,
            (SELECT count(*)::int FROM identity.invitations
              WHERE org_id = $1 AND role_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL) AS invitations`,
    [orgId, id],
  )) as [{ people: number; invitations: number }];
  return uses;
}

async function refuseInUse(db: EntityManager, role: Role): Promise<void> {
  const { people, invitations } = await usesOf(db, role);
  if (people + invitations === 0) return;
  throw reject(
    'ROLE_IN_USE',
    'replacementId',
    `${people} people and ${invitations} invitations have this role: name the role that they get instead.`,
  );
}

/**
 * Refuses a name that another role of the organisation has, in any case of letters. Whoever writes one holds the lock of roles.
 *
 * @param exceptId the role that is to be called so
 * @throws InputRejected NAME_TAKEN
 */
export async function refuseTakenName(
  db: EntityManager,
  orgId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  const roles = await db.getRepository(Role).findBy({ orgId });
  const key = nameKey(name);
  if (roles.some((role) => role.id !== exceptId && nameKey(role.name) === key)) {
    throw reject('NAME_TAKEN', 'name', 'Another role is called so: choose another name.');
  }
}

/** What two names that people take for the same have in common. */
export const nameKey = (name: string): string => normalForm(name, 'NFKC').toLowerCase();
