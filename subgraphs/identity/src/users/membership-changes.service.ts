import type { EntityManager } from 'typeorm';
import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import {
  keepAnOwner,
  lockRoles,
  ownRoleWith,
  refuseMoreThanOwn,
  refuseUnlessFresh,
  roleOf,
} from '../roles/role-rules';
import type { Role } from '../roles/role.entity';
import type { RevocationReason } from '../sessions/session.entity';
import { announceRevoked, revokeSessions } from '../sessions/sessions.service';

/*
 * Who belongs to an organisation, and who may enter it. What people made refers to them for ever, so nobody's row goes: who is
 * removed keeps their name on it, and nothing else.
 */

type Inside = Context & { transaction: EntityManager };

/**
 * Keeps a person out: sessions end, tokens are refused everywhere within a second. Deactivating again changes nothing.
 *
 * @throws GraphQLError NOT_FOUND for a person who is not of this organisation; FORBIDDEN when the caller lost `users:write`
 * @throws InputRejected OWN_ACCOUNT, ROLE_EXCEEDS_YOURS, LAST_OWNER
 */
export const deactivateUser = (ctx: Context, input: { userId: string }): Promise<{ userId: string }> =>
  changeOther(ctx, input, async (inside, userId, role) => {
    await keepAnOwner(inside.transaction, role, userId);
    await setStatus(inside, userId, 'DISABLED');
    await endSessions(inside, userId, 'ACCOUNT_DISABLED');
  });

/**
 * Lets a person in again; with a role of power that is as good as giving it, and wants a fresh session as `assignRole` does.
 *
 * @throws as {@link deactivateUser} does, but for LAST_OWNER; FORBIDDEN with the reason STEP_UP_REQUIRED
 */
export async function reactivateUser(ctx: Context, input: { userId: string }): Promise<{ userId: string }> {
  const isFresh = await ctx.isFresh(ctx.viewer);
  return changeOther(ctx, input, async (inside, userId, role) => {
    refuseUnlessFresh(isFresh, [], role.permissions);
    await setStatus(inside, userId, 'ACTIVE');
  });
}

/** Removes a person; only their name stays, on what they made. @throws as {@link deactivateUser} does */
export const deleteUser = (ctx: Context, input: { userId: string }): Promise<{ userId: string }> =>
  changeOther(ctx, input, async (inside, userId, role) => {
    await keepAnOwner(inside.transaction, role, userId);
    await setStatus(inside, userId, 'REMOVED');
    await endSessions(inside, userId, 'ACCOUNT_DISABLED');
  });

const MAX_REASON_LENGTH = 500;

/**
 * The caller leaves their organisation.
 *
 * @throws InputRejected LAST_OWNER, TOO_LONG
 */
export async function leaveOrganization(
  ctx: Context,
  { reason }: { reason?: string | null },
): Promise<{ organizationId: string }> {
  if ((reason?.length ?? 0) > MAX_REASON_LENGTH)
    throw reject('TOO_LONG', 'reason', `At most ${MAX_REASON_LENGTH} characters.`);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId, userId } = viewer;
    await lockRoles(db, orgId);
    const role = await roleOf(db, orgId, userId);
    if (role) {
      await keepAnOwner(db, role, userId, '');
      await setStatus(ctx, userId, 'REMOVED');
    }
    await endSessions(ctx, userId, 'LEFT_ORGANIZATION');
    ctx.log.info({ userId, reason }, 'left the organisation');
    return { organizationId: orgId };
  });
}

/**
 * Changes another member, within the rules: not oneself, and nobody with a permission that one lacks.
 *
 * @throws as {@link deactivateUser} does, but for LAST_OWNER
 */
export async function changeOther(
  ctx: Context,
  input: { userId: string },
  change: (inside: Inside, userId: string, role: Role) => Promise<void>,
): Promise<{ userId: string }> {
  const userId = checkId(input.userId, 'User');
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, viewer.orgId);
    const own = await ownRoleWith(db, viewer, 'users:write');
    const role = await roleOf(db, viewer.orgId, userId);
    if (!role) throw notFound('User');
    if (userId === viewer.userId)
      throw reject('OWN_ACCOUNT', 'userId', 'This is you. To go, leave the organisation.');
    refuseMoreThanOwn(own, [role], 'userId');
    await change(ctx, userId, role);
    return { userId };
  });
}

async function setStatus(
  { transaction: db, viewer }: Inside,
  userId: string,
  status: Membership['status'],
): Promise<void> {
  await db.query('UPDATE identity.memberships SET status = $3 WHERE org_id = $1 AND user_id = $2', [
    viewer.orgId,
    userId,
    status,
  ]);
}

/** Ends a member's sessions here, everywhere within a second. */
export async function endSessions(ctx: Inside, userId: string, reason: RevocationReason): Promise<void> {
  const { orgId } = ctx.viewer;
  const { toAnnounce } = await revokeSessions(ctx.transaction, { orgId, userId, id: null }, reason);
  void ctx.afterCommit(() => announceRevoked(ctx, toAnnounce));
}
