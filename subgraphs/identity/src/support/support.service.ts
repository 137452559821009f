import type { DataSource, EntityManager } from 'typeorm';
import { MACHINE_PERMISSIONS } from '../../../../schema/permissions';
import type { AuditScope } from '../../../../service-kit/audit/audit-scope';
import { checkId, isId, newId } from '../../../../service-kit/data/ids';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { parseName } from '../../../../service-kit/data/names';
import { defineRead } from '../../../../service-kit/data/read';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../auth/access-tokens';
import type { SigningKeys } from '../auth/keys';
import { checkScopes } from '../api-keys/api-key-input';
import type { Context } from '../context';
import type { GrantSupportAccessInput } from '../generated/types';
import { lockRoles, ownRoleWith } from '../roles/role-rules';
import { announceRevoked } from '../sessions/sessions.service';
import { SupportGrant } from './support-grant.entity';

/*
 * The people who run the installation can't see an organisation's data, unless it lets them in: for a time, for a reason, with
 * permissions of its choice. Each time they use it stands below the grant with the operator's name, and the records of what they do
 * name the grant.
 */

const MAX_HOURS = 168;
const MAX_REASON = 500;
/** An organisation's grants that hold at once, at most. */
const MAX_GRANTS = 10;
/** What support reads unless told: what can be read without costs, and without the audit, in which everything else stands. */
const USUAL_SCOPES = MACHINE_PERMISSIONS.filter(
  (name) => name.endsWith(':read') && name !== 'costs:read' && name !== 'audit:read',
);

/**
 * Lets support in.
 *
 * @throws GraphQLError FORBIDDEN when the caller lost `support:write`
 * @throws InputRejected TOO_MANY_GRANTS, or with every mistake in the input
 */
export async function grantSupportAccess(
  ctx: Context,
  input: GrantSupportAccessInput,
): Promise<{ id: string }> {
  return withTransaction(ctx, async ({ transaction: db, viewer }) => {
    await lockRoles(db, viewer.orgId);
    const own = await ownRoleWith(db, viewer, 'support:write');
    const check = createInputCheck();
    const reason = check.requiredText(input.reason, MAX_REASON, ['reason']);
    const { hours } = input;
    if (hours < 1 || hours > MAX_HOURS) check.refuse('OUT_OF_RANGE', ['hours'], `1 to ${MAX_HOURS} hours.`);
    const usual = USUAL_SCOPES.filter((scope) => own.permissions.includes(scope));
    const scopes = checkScopes(check, input.scopes ?? usual, own.permissions);
    check.finish();
    const [found] = (await db.query(
      `SELECT count(*)::int AS count FROM identity.support_grants
        WHERE org_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
      [viewer.orgId],
    )) as { count: number }[];
    if ((found?.count ?? 0) >= MAX_GRANTS) {
      throw reject('TOO_MANY_GRANTS', '', `${MAX_GRANTS} grants hold already: end some.`);
    }
    const id = newId();
    await db.query(
      `INSERT INTO identity.support_grants (org_id, id, reason, scopes, granted_by_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(hours => $6))`,
      [viewer.orgId, id, reason, scopes, viewer.userId, hours],
    );
    return { id };
  });
}

/** Ends a grant and what came of it. Ending it again changes nothing. @throws GraphQLError NOT_FOUND, FORBIDDEN */
export async function revokeSupportAccess(ctx: Context, input: { id: string }): Promise<{ id: string }> {
  const id = checkId(input.id, 'Support access');
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await lockRoles(db, viewer.orgId);
    await ownRoleWith(db, viewer, 'support:write');
    const grant = await db.getRepository(SupportGrant).findOneBy({ orgId: viewer.orgId, id });
    if (!grant) throw notFound('Support access');
    if (!grant.revokedAt) {
      await db.query(
        'UPDATE identity.support_grants SET revoked_at = clock_timestamp() WHERE org_id = $1 AND id = $2',
        [viewer.orgId, id],
      );
      const [ended] = (await db.query(
        `UPDATE identity.support_uses SET ended_at = clock_timestamp()
          WHERE org_id = $1 AND grant_id = $2 AND ended_at IS NULL RETURNING id`,
        [viewer.orgId, id],
      )) as [{ id: string }[], number];
      void ctx.afterCommit(() =>
        announceRevoked(
          ctx,
          ended.map((use) => use.id),
        ),
      );
    }
    return { id };
  });
}

const readGrants = defineRead<SupportGrant>({
  entity: SupportGrant,
  alias: 'support',
  keys: ['id'],
  build: (query) => query.where('support.orgId = :orgId').orderBy('support.createdAt', 'DESC').limit(100),
});

/** The organisation's grants, the latest first; the last 100. */
export const listSupportGrants = (ctx: Context): Promise<SupportGrant[]> => readGrants(ctx);

/**
 * A token for somebody of support, by a grant that holds. For the command line of whoever runs the installation; the organisation
 * sees each use.
 *
 * @param wanted the organisation's id, and the operator's name
 * @throws Error in words: no such organisation, or no grant that holds
 */
export async function enterAsSupport(
  { source, keys }: { source: DataSource; keys: SigningKeys },
  wanted: { orgId: string; operator: string },
): Promise<{ accessToken: string; expiresAt: Date; scopes: string[] }> {
  if (!isId(wanted.orgId)) throw new Error('Name the organisation by its id.');
  const operator = parseName(wanted.operator, 'operator'); // the organisation's people read it
  if (typeof operator !== 'string')
    throw new Error('Say who you are, in 100 characters at most, in one line.');
  const orgId = wanted.orgId.toLowerCase();
  const audit: AuditScope = {
    action: 'enterAsSupport',
    actor: { kind: 'SUPPORT', id: null },
    ip: null,
    requestId: null,
    told: [],
  };
  const enter = async (db: EntityManager) => {
    const [grant] = (await db.query(
      `SELECT id, scopes, ceil(extract(epoch FROM expires_at - clock_timestamp()))::int AS seconds
         FROM identity.support_grants
        WHERE org_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()
        ORDER BY created_at DESC LIMIT 1 FOR UPDATE`,
      [orgId],
    )) as { id: string; scopes: string[]; seconds: number }[];
    if (!grant) throw new Error('The organisation has not let support in: ask for "grantSupportAccess".');
    const useId = newId();
    audit.actor = { kind: 'SUPPORT', id: grant.id };
    audit.told.push({ type: 'SupportGrant', id: grant.id, after: { operator, scopes: grant.scopes } });
    const seconds = Math.min(ACCESS_TOKEN_SECONDS, grant.seconds);
    await db.query(
      `INSERT INTO identity.support_uses (org_id, id, grant_id, operator, expires_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))`,
      [orgId, useId, grant.id, operator, seconds],
    );
    const token = signAccessToken(
      keys,
      {
        userId: grant.id,
        orgId,
        sessionId: useId,
        role: 'support',
        permissions: new Set(grant.scopes),
        permissionsVersion: 1,
        machine: 'SUPPORT',
      },
      seconds,
    );
    return { ...token, scopes: grant.scopes };
  };
  return inOrganization(source, orgId, enter, undefined, audit);
}
