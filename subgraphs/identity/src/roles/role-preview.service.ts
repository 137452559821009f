import type { EntityManager } from 'typeorm';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { badInput } from '../../../../service-kit/errors/errors';
import { InputRejected, type UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { PreviewRoleChangeInput } from '../generated/types';
import type { Membership } from '../organizations/membership.entity';
import { readByName } from '../users/by-name';
import { members } from '../users/members';
import { planAssignment, planDeletion, planUpdate, usesOf, type RolePlan } from './role-plans';
import type { RolePreview } from './role-preview';

const NOTHING: RolePreview = { gains: [], loses: [], concerned: null, invitationCount: 0, userErrors: [] };

/**
 * Looks at a change of roles without making it; the same checks as the mutation's say what would refuse it.
 *
 * @throws GraphQLError NOT_FOUND, FORBIDDEN, as the mutation does; BAD_USER_INPUT when it is not clear which one
 */
export async function previewRoleChange(ctx: Context, input: PreviewRoleChangeInput): Promise<RolePreview> {
  return read(ctx, async (db) => {
    try {
      const plan = await planOf(db, ctx, input);
      const { concerned, before, after } = plan.effect;
      const gains = after.filter((permission) => !before.includes(permission));
      const loses = before.filter((permission) => !after.includes(permission));
      const changes = gains.length + loses.length > 0;
      const { orgId } = ctx.viewer;
      const invitationCount =
        changes && 'roleId' in concerned
          ? (await usesOf(db, { orgId, id: concerned.roleId })).invitations
          : 0;
      return {
        gains,
        loses,
        concerned: changes ? concerned : null,
        invitationCount,
        userErrors: await mistakesOf(plan.check),
      };
    } catch (error) {
      if (!(error instanceof InputRejected)) throw error;
      return { ...NOTHING, userErrors: [...error.userErrors] };
    }
  });
}

function planOf(
  db: EntityManager,
  { viewer }: Context,
  { roleId, userId, permissions, replacementId }: PreviewRoleChangeInput,
): Promise<RolePlan<unknown>> {
  const given = [userId, permissions, replacementId].filter((value) => value != null);
  if (given.length > 1) {
    throw badInput('Give one of "userId", "permissions" and "replacementId" at most.', 'input');
  }
  if (userId != null) return planAssignment(db, viewer, { userId, roleId });
  if (permissions != null) return planUpdate(db, viewer, { id: roleId, permissions });
  return planDeletion(db, viewer, { id: roleId, replacementId: replacementId ?? null });
}

async function mistakesOf(check: () => Promise<void>): Promise<UserErrorShape[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    return [...error.userErrors];
  }
}

/** A page of those who gain or lose. @throws GraphQLError BAD_USER_INPUT for a bad page */
export async function listConcerned(
  ctx: Context,
  { concerned }: RolePreview,
  args: PageArgs,
): Promise<Page<Membership>> {
  const where = () => {
    const all = members().and(`membership.status <> 'REMOVED'`);
    if (!concerned) return all.and('false');
    return 'userId' in concerned
      ? all.and('membership.userId = :userId', { userId: concerned.userId })
      : all.and('membership.roleId = :roleId', { roleId: concerned.roleId });
  };
  return readByName(ctx, where, 'ASC', args);
}
