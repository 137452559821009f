import type { EntityManager } from 'typeorm';
import { announcePermissionsChanged } from '../../../../service-kit/auth/permission-changes';
import type { Context } from '../context';
import { Organization } from '../organizations/organization.entity';
import { announceRevoked, revokeSessions } from './sessions.service';

/** What a person could do, and can do now. */
export interface PermissionsOf {
  userId: string;
  former: readonly string[];
  present: readonly string[];
}

/**
 * Has a change of permissions take effect at once: every process refuses the access tokens from before it, within a second of
 * the commit. Where the organisation wants it, sessions of those who lost something end. To be called by whoever changes a role,
 * or who has it, in the same transaction; PostgreSQL raises the number in the tokens by itself.
 *
 * @param ctx inside the transaction of the change
 * @param people whose permissions it changed
 */
export async function permissionsChanged(
  ctx: Context & { transaction: EntityManager },
  people: readonly PermissionsOf[],
): Promise<void> {
  const { orgId } = ctx.viewer;
  const losers = people.filter(({ former, present }) => former.some((one) => !present.includes(one)));
  const ended = losers.length > 0 ? await endWhereWanted(ctx.transaction, orgId, losers) : [];
  void ctx.afterCommit(async () => {
    // The rows are committed, and each process reads them every 15 s: a failure is logged only.
    await announcePermissionsChanged(ctx.broadcast).catch((error: unknown) =>
      ctx.log.error({ err: error }, 'change of permissions not announced'),
    );
    await announceRevoked(ctx, ended);
  });
}

/** @returns sessions to announce after the commit */
async function endWhereWanted(
  db: EntityManager,
  orgId: string,
  losers: readonly PermissionsOf[],
): Promise<string[]> {
  const { endSessionsOnRoleLoss } = await db.getRepository(Organization).findOneByOrFail({ id: orgId });
  const ended: string[] = [];
  if (!endSessionsOnRoleLoss) return ended;
  for (const { userId } of losers) {
    const { toAnnounce } = await revokeSessions(db, { orgId, userId, id: null }, 'ROLE_LOST');
    ended.push(...toAnnounce);
  }
  return ended;
}
