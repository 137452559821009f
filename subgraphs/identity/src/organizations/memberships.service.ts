import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { actInOrganization, read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { enter, proofOfSession, type Entered } from '../sessions/enter';
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
 * Starts a session in another organisation of the caller's.
 *
 * @throws GraphQLError NOT_FOUND for an organisation they are no active member of, whether it exists or not
 * @throws InputRejected when its policy refuses this session: it demands a second factor that was not proved, for one
 */
export async function switchOrganization(
  ctx: Context,
  { organizationId }: { organizationId: string },
): Promise<Entered> {
  const orgId = checkId(organizationId, 'Organisation');
  const { userId } = ctx.viewer;
  const proof = await read(ctx, (db) => proofOfSession(db, ctx.viewer));
  const own = (await listOwnMemberships(ctx)).some((one) => one.organizationId === orgId);
  const entered = own
    ? await actInOrganization(ctx, { orgId, actorId: userId }, (db) =>
        enter(ctx, db, { orgId, userId }, proof),
      )
    : null;
  if (!entered) throw notFound('Organisation');
  return entered;
}
