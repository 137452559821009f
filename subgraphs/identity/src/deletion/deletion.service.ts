import type { EntityManager } from 'typeorm';
import { ORGANIZATION_CLOSED } from '../../../../schema/events';
import { hashToken, MAX_TOKEN_LENGTH, randomToken } from '../../../../service-kit/auth/secrets';
import { forbidden, unauthenticated } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { actInOrganization, withTransaction } from '../../../../service-kit/subgraph/context';
import { tokenInvalid } from '../accounts/account-tokens';
import type { Context } from '../context';
import { MAX_ORGANIZATION_NAME_LENGTH, Organization } from '../organizations/organization.entity';
import { ownersOf } from '../organizations/owners';
import { isOwner, lockRoles } from '../roles/role-rules';
import { announceRevoked } from '../sessions/sessions.service';
import { User } from '../users/user.entity';
import { ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL } from './deletion-mails';
import { normalForm } from '../../../../service-kit/data/normal-form';

/*
 * An organisation that is deleted is closed in the same moment: its sessions, keys and access of support end, nobody logs in. For 30
 * days the owners have a link that takes it back; then the work beside requests removes all of it (removal.ts).
 *
 * ACTIVE ─ deleteOrganization ─► DELETED ─ 30 days ─► gone        DELETED ─ restoreOrganization ─► ACTIVE
 */

/** How long it can be taken back. */
const RESTORE_DAYS = 30;
/**
 * Closes the caller's organisation, and has it removed in 30 days.
 *
 * @returns when it is removed
 * @throws GraphQLError FORBIDDEN for who is no owner (any more); UNAUTHENTICATED when another owner was first
 * @throws InputRejected NAME_DIFFERS
 */
export async function deleteOrganization(
  ctx: Context,
  input: { name: string },
): Promise<{ deletesAt: Date }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId, userId } = viewer;
    // As `lockRoles`, and before whoever logs in at this moment (`holdEntry`): their session ends with the others, or does not start.
    await db.query('SELECT FROM identity.organizations WHERE org_id = $1 FOR UPDATE', [orgId]);
    const organization = await db.getRepository(Organization).findOneByOrFail({ id: orgId });
    if (organization.status !== 'ACTIVE') throw unauthenticated(); // somebody was first, and this session has ended
    if (!(await isOwner(db, orgId, userId))) throw forbidden();
    if (!isCalled(organization.name, input.name)) {
      throw reject('NAME_DIFFERS', 'name', `Write the organisation's name as it is: ${organization.name}`);
    }
    const token = randomToken();
    const [row] = (await db.query(
      `INSERT INTO identity.organization_deletions (org_id, requested_by, deletes_at, undo_hash)
       VALUES ($1, $2, clock_timestamp() + make_interval(days => $3), $4) RETURNING deletes_at AS "deletesAt"`,
      [orgId, userId, RESTORE_DAYS, hashToken(token)],
    )) as { deletesAt: Date }[];
    const deletesAt = row?.deletesAt ?? new Date();
    await db.getRepository(Organization).update({ id: orgId }, { status: 'DELETED' });
    const ended = await endEverything(db, orgId);
    await tellOwners(ctx, db, organization, { deletesAt, restoreUrl: ctx.links.restoreOrganization(token) });
    await recordEvents(db, orgId, ORGANIZATION_CLOSED, [
      { organizationId: orgId, until: deletesAt.toISOString() },
    ]);
    void ctx.afterCommit(() => announceRevoked(ctx, ended));
    void ctx.afterCommit(() => ctx.bell?.ring(orgId));
    ctx.log.warn({ userId, deletesAt }, 'organisation deleted');
    return { deletesAt };
  });
}

/** @returns the ids of sessions, keys and uses of support whose tokens may still live */
async function endEverything(db: EntityManager, orgId: string): Promise<string[]> {
  const run = async (sql: string): Promise<string[]> =>
    ((await db.query(sql, [orgId])) as [{ id: string }[], number])[0].map(({ id }) => id);
  await run(
    `UPDATE identity.api_keys SET revoked_at = clock_timestamp(), version = version + 1
      WHERE org_id = $1 AND revoked_at IS NULL RETURNING id`,
  );
  await run(
    `UPDATE identity.support_grants SET revoked_at = clock_timestamp() WHERE org_id = $1 AND revoked_at IS NULL RETURNING id`,
  );
  await run(
    `UPDATE identity.invitations SET revoked_at = clock_timestamp()
      WHERE org_id = $1 AND revoked_at IS NULL AND accepted_at IS NULL RETURNING id`,
  );
  return [
    ...(await run(
      `UPDATE identity.sessions SET revoked_at = clock_timestamp(), revoked_reason = 'ORGANIZATION_DELETED'
        WHERE org_id = $1 AND revoked_at IS NULL RETURNING id`,
    )),
    ...(await run(
      `UPDATE identity.api_key_secrets SET ended_at = clock_timestamp() WHERE org_id = $1 AND ended_at IS NULL RETURNING id`,
    )),
    ...(await run(
      `UPDATE identity.support_uses SET ended_at = clock_timestamp() WHERE org_id = $1 AND ended_at IS NULL RETURNING id`,
    )),
  ];
}

async function tellOwners(
  ctx: Context,
  db: EntityManager,
  { id: orgId, name, locale, timeZone }: Organization,
  { deletesAt, restoreUrl }: { deletesAt: Date; restoreUrl: string },
): Promise<void> {
  const who = await db.getRepository(User).findOneByOrFail({ id: ctx.viewer.userId });
  for (const owner of await ownersOf(db, orgId)) {
    await ctx.mailer.request(db, orgId, ORGANIZATION_DELETED_MAIL, {
      to: owner.email,
      language: mailLanguage(owner.locale ?? locale, null),
      data: {
        name: owner.firstName,
        organization: name,
        by: `${who.firstName} ${who.lastName}`,
        deletesAt: deletesAt.toISOString(),
        timeZone,
        restoreUrl,
      },
    });
  }
}

/**
 * Takes a deletion back by the link that the owners have.
 *
 * @returns the organisation's name
 * @throws InputRejected TOKEN_INVALID when the link was used, the time is over, or no owner is left
 */
export async function restoreOrganization(
  ctx: Context,
  { token }: { token: string },
): Promise<{ organizationName: string }> {
  const [found] =
    token.length > MAX_TOKEN_LENGTH
      ? []
      : ((await ctx.source.query('SELECT org_id AS "orgId" FROM identity.find_deletion($1)', [
          hashToken(token),
        ])) as { orgId: string }[]);
  if (!found) throw tokenInvalid();
  const { orgId } = found;
  const restored = await actInOrganization(ctx, { orgId, actorId: null }, async (db) => {
    await lockRoles(db, orgId);
    const [taken] = (await db.query(
      `DELETE FROM identity.organization_deletions
        WHERE org_id = $1 AND undo_hash = $2 AND deletes_at > clock_timestamp() RETURNING org_id`,
      [orgId, hashToken(token)],
    )) as [unknown[], number];
    const owners = await ownersOf(db, orgId);
    // Nobody would be there to whom it is restored: its last owners may have erased their accounts meanwhile.
    if (taken.length === 0 || owners.length === 0) throw tokenInvalid();
    const organizations = db.getRepository(Organization);
    await organizations.update({ id: orgId }, { status: 'ACTIVE' });
    const organization = await organizations.findOneByOrFail({ id: orgId });
    for (const owner of owners) {
      await ctx.mailer.request(db, orgId, ORGANIZATION_RESTORED_MAIL, {
        to: owner.email,
        language: mailLanguage(owner.locale ?? organization.locale, null),
        data: { name: owner.firstName, organization: organization.name },
      });
    }
    await recordEvents(db, orgId, ORGANIZATION_CLOSED, [{ organizationId: orgId, until: null }]);
    return organization;
  });
  ctx.bell?.ring(orgId);
  ctx.log.warn({ organizationId: orgId }, 'organisation restored');
  return { organizationName: restored.name };
}

/** Whether what was typed is a name, in whatever form of Unicode. */
const isCalled = (name: string, typed: string): boolean =>
  typed.length <= 16 * MAX_ORGANIZATION_NAME_LENGTH && normalForm(typed.trim()) === name;
