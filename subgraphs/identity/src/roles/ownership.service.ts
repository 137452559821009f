import { checkId } from '../../../../service-kit/data/ids';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { Membership } from '../organizations/membership.entity';
import { permissionsChanged } from '../sessions/permission-loss';
import { findRole, lockRoles, roleOf } from './role-rules';

/**
 * Makes somebody else an owner, and the caller an administrator, in one step: at no moment is there no owner, or one more than
 * before.
 *
 * @returns the new owner's id
 * @throws GraphQLError NOT_FOUND for a person who is not of this organisation; FORBIDDEN when the caller is no owner (any more)
 * @throws InputRejected OWN_ACCOUNT, NOT_ACTIVE, EMAIL_NOT_VERIFIED, ALREADY_OWNER
 */
export async function transferOwnership(
  ctx: Context,
  input: { userId: string },
): Promise<{ userId: string }> {
  const userId = checkId(input.userId, 'User');
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId } = viewer;
    await lockRoles(db, orgId);
    const own = await roleOf(db, orgId, viewer.userId);
    const former = await roleOf(db, orgId, userId);
    if (!former) throw notFound('User');
    if (!own?.isSystem || own.key !== 'owner') throw forbidden();
    if (userId === viewer.userId) throw reject('OWN_ACCOUNT', 'userId', 'This is you.');
    if (former.id === own.id) throw reject('ALREADY_OWNER', 'userId', 'They are an owner already.');
    const member = await db
      .getRepository(Membership)
      .findOneOrFail({ where: { orgId, userId }, relations: { user: true } });
    if (member.status !== 'ACTIVE' || member.user.status !== 'ACTIVE')
      throw reject('NOT_ACTIVE', 'userId', 'An owner has to be able to log in: let them in first.');
    if (member.user.emailVerifiedAt === null)
      throw reject('EMAIL_NOT_VERIFIED', 'userId', 'They have to confirm their e-mail address first.');
    const admin = await findRole(db, orgId, { roleKey: 'admin' });
    const members = db.getRepository(Membership);
    await members.update({ orgId, userId }, { roleId: own.id });
    await members.update({ orgId, userId: viewer.userId }, { roleId: admin.id });
    await permissionsChanged(ctx, [
      { userId, former: former.permissions, present: own.permissions },
      { userId: viewer.userId, former: own.permissions, present: admin.permissions },
    ]);
    ctx.log.info({ from: viewer.userId, to: userId }, 'ownership transferred');
    return { userId };
  });
}
