import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { actInOrganization, read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { enter, holdSession, proofOfSession, type Entered } from '../sessions/enter';
import type { OwnMembership } from './own-membership';

/** The caller's organisations, the last used first. Whoever asks, it is about themselves. */
export async function listOwnMemberships(ctx: Context): Promise<OwnMembership[]> {
  return (await ctx.source.query(
    `SELECT org_id AS "organizationId", name AS "organizationName", joined_at AS "joinedAt",
            last_login_at AS "lastLoginAt"
       FROM identity.organizations_of($1)`,
    [ctx.viewer.userId],
  )) as OwnMembership[];
}

/**
 * Starts a session in another organisation of the caller's. It continues theirs: it is as old as that, and no proof of who they are.
 *
 * @throws GraphQLError UNAUTHENTICATED when their session was ended meanwhile
 * @throws GraphQLError NOT_FOUND for an organisation they are no active member of, whether it exists or not
 * @throws InputRejected when its policy refuses this session: it demands a second factor that was not proved, for one,
 *   or lets no session get so old
 */
export async function switchOrganization(
  ctx: Context,
  { organizationId }: { organizationId: string },
): Promise<Entered> {
  const orgId = checkId(organizationId, 'Organisation');
  const { userId } = ctx.viewer;
  const own = (await listOwnMemberships(ctx)).some((one) => one.organizationId === orgId);
  if (!own) throw notFound('Organisation');
  // Read before: inside the other organisation the caller's own session is not seen.
  const proof = await read(ctx, (db) => proofOfSession(db, ctx.viewer));
  const entered = await actInOrganization(ctx, { orgId, actorId: userId }, async (db) => {
    await holdSession(db, ctx.viewer);
    return enter(ctx, db, { orgId, userId }, proof);
  });
  if (!entered) throw notFound('Organisation');
  return entered;
}
