import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type {
  CreateRoleInput,
  DeleteRoleInput,
  DuplicateRoleInput,
  UpdateRoleInput,
} from '../generated/types';
import { MAX_NAME_LENGTH } from '../../../../service-kit/data/names';
import { MAX_CUSTOM_ROLES, readRoleValues, refusePermissionsBeyond, type RoleValues } from './role-input';
import { permissionsChanged, type PermissionsOf } from '../sessions/permission-loss';
import { nameKey, planDeletion, planUpdate, refuseTakenName, type Effect } from './role-plans';
import { findRole, lockRoles, ownRoleWith, refuseMoreThanOwn, refuseUnlessFresh } from './role-rules';
import { Role } from './role.entity';

/*
 * Roles that an organisation makes itself. Nobody gives what they lack, whatever way they try: a role is neither made, changed,
 * copied nor replaced beyond the permissions that the caller has in this moment.
 */

/**
 * Makes a role.
 *
 * @returns its id
 * @throws GraphQLError FORBIDDEN when the caller lost `roles:write`
 * @throws InputRejected for bad values; NAME_TAKEN, TOO_MANY_ROLES, PERMISSION_EXCEEDS_YOURS
 */
export async function createRole(ctx: Context, input: CreateRoleInput): Promise<{ id: string }> {
  const { name = '', description = null, permissions = [] } = readRoleValues({ ...input });
  return withTransaction(ctx, async ({ transaction: db, viewer }) => {
    await lockRoles(db, viewer.orgId);
    const own = await ownRoleWith(db, viewer, 'roles:write');
    refusePermissionsBeyond(own, input.permissions);
    return addRole(db, viewer.orgId, { name, description, permissions });
  });
}

/**
 * Copies a role, a system role too.
 *
 * @returns the copy's id
 * @throws GraphQLError NOT_FOUND, FORBIDDEN
 * @throws InputRejected ROLE_EXCEEDS_YOURS, NAME_TAKEN, TOO_MANY_ROLES, or for a bad name
 */
export async function duplicateRole(ctx: Context, input: DuplicateRoleInput): Promise<{ id: string }> {
  const { name } = readRoleValues(input.name == null ? {} : { name: input.name });
  return withTransaction(ctx, async ({ transaction: db, viewer }) => {
    await lockRoles(db, viewer.orgId);
    const own = await ownRoleWith(db, viewer, 'roles:write');
    const role = await findRole(db, viewer.orgId, { roleId: input.id });
    refuseMoreThanOwn(own, [role], 'id');
    const { description, permissions } = role;
    return addRole(db, viewer.orgId, {
      name: name ?? (await freeCopyName(db, role)),
      description,
      permissions,
    });
  });
}

/**
 * Changes a role; whoever has it gains and loses at once.
 *
 * @returns its id
 * @throws GraphQLError NOT_FOUND, FORBIDDEN, CONFLICT
 * @throws InputRejected for bad values; ROLE_IS_SYSTEM, ROLE_EXCEEDS_YOURS, PERMISSION_EXCEEDS_YOURS, NAME_TAKEN
 */
export async function updateRole(ctx: Context, input: UpdateRoleInput): Promise<{ id: string }> {
  const isFresh = await ctx.isFresh(ctx.viewer);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, viewer.orgId);
    const { change, effect, check } = await planUpdate(db, viewer, input);
    await check();
    refuseUnlessFresh(isFresh, effect.before, effect.after);
    const { role, values } = change;
    if (Object.keys(values).length > 0) {
      const { orgId, id, version } = role;
      await db.getRepository(Role).update({ orgId, id }, { ...values, version: version + 1 });
    }
    if (values.permissions) await permissionsChanged(ctx, await holdersOf(db, role, effect));
    return { id: role.id };
  });
}

/**
 * Deletes a role; its people and invitations get the replacement.
 *
 * @returns its id
 * @throws GraphQLError NOT_FOUND, FORBIDDEN, CONFLICT
 * @throws InputRejected ROLE_IS_SYSTEM, ROLE_IN_USE, ROLE_EXCEEDS_YOURS, SAME_ROLE
 */
export async function deleteRole(ctx: Context, input: DeleteRoleInput): Promise<{ id: string }> {
  const isFresh = await ctx.isFresh(ctx.viewer);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, viewer.orgId);
    const { change, effect, check } = await planDeletion(db, viewer, input);
    await check();
    refuseUnlessFresh(isFresh, effect.before, effect.after);
    const { orgId, id } = change.role;
    const holders = await holdersOf(db, change.role, effect);
    // Who has left, and invitations of the past, still name it: the least there is takes its place.
    const heir = change.replacement ?? (await findRole(db, orgId, { roleKey: 'viewer' }));
    for (const table of ['memberships', 'invitations']) {
      await db.query(`UPDATE identity.${table} SET role_id = $3 WHERE org_id = $1 AND role_id = $2`, [
        orgId,
        id,
        heir.id,
      ]);
    }
    await db.getRepository(Role).delete({ orgId, id });
    await permissionsChanged(ctx, holders);
    return { id };
  });
}

/** Everybody who has a role, with what its change does to them. */
async function holdersOf(
  db: EntityManager,
  { orgId, id }: Role,
  { before, after }: Effect,
): Promise<PermissionsOf[]> {
  const rows = (await db.query(
    'SELECT user_id AS "userId" FROM identity.memberships WHERE org_id = $1 AND role_id = $2',
    [orgId, id],
  )) as { userId: string }[];
  return rows.map(({ userId }) => ({ userId, former: before, present: after }));
}

/** @throws InputRejected NAME_TAKEN, TOO_MANY_ROLES */
async function addRole(db: EntityManager, orgId: string, values: RoleValues): Promise<{ id: string }> {
  const custom = await db.getRepository(Role).countBy({ orgId, isSystem: false });
  if (custom >= MAX_CUSTOM_ROLES) {
    throw reject('TOO_MANY_ROLES', '', `An organisation has ${MAX_CUSTOM_ROLES} roles of its own at most.`);
  }
  await refuseTakenName(db, orgId, values.name, null);
  const id = newId();
  const key = `role-${id.slice(-12)}`;
  await db.getRepository(Role).insert({ orgId, id, key, isSystem: false, version: 1, ...values });
  return { id };
}

/** `Copy of Viewer`, `Copy of Viewer 2` …: a copy is made without asking for a name first. */
async function freeCopyName(db: EntityManager, { orgId, name }: Role): Promise<string> {
  const roles = await db.getRepository(Role).findBy({ orgId });
  const taken = new Set(roles.map((role) => nameKey(role.name)));
  const base = [...`Copy of ${name}`].slice(0, MAX_NAME_LENGTH - 4).join('');
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base} ${number}`;
    if (!taken.has(nameKey(candidate))) return candidate;
  }
}
