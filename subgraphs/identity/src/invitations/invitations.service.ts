import type { EntityManager } from 'typeorm';
import { hashToken, randomToken } from '../../../../service-kit/auth/secrets';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { InviteUserInput } from '../generated/types';
import { Organization } from '../organizations/organization.entity';
import {
  checkRoleChoice,
  findRole,
  lockRoles,
  ownRoleWith,
  refuseMoreThanOwn,
  refuseUnlessFresh,
} from '../roles/role-rules';
import { Role } from '../roles/role.entity';
import { parseLocale } from '../users/locale-input';
import { parseEmail, type Email } from '../../../../service-kit/mail/email-address';
import { User } from '../users/user.entity';
import { refuseUnverified } from '../users/verified';
import { INVITATION_DAYS, Invitation, STILL_GIVEN } from './invitation.entity';
import { INVITATION_MAIL } from './invitation-mail';

type Inside = Context & { transaction: EntityManager };

/** An organisation's pending invitations, at most: whoever floods others with mail meets it. */
const MAX_PENDING = 1_000;
/** Mails to one address, at most, until a day has passed without one: revoking and inviting anew would flood it, too. */
const MAX_MAILS = 10;

const LATEST_SENT_FIRST = orderBy<Invitation>('sentAt', 'DESC');

/** A page of the organisation's pending invitations, expired ones too. */
export async function listInvitations(ctx: Context, args: PageArgs): Promise<Page<Invitation>> {
  const where = new Narrowing<Invitation>().and(
    'invitation.orgId = :orgId AND invitation.acceptedAt IS NULL AND invitation.revokedAt IS NULL',
  );
  return readPage(ctx, { entity: Invitation, alias: 'invitation', where, order: LATEST_SENT_FIRST }, args);
}

/**
 * Invites an address. What it answers depends on this organisation alone, never on whether the address has an account.
 *
 * @returns the invitation's id
 * @throws GraphQLError NOT_FOUND for a role that is not of this organisation; FORBIDDEN when the caller lost `users:write`, or
 *   the role gives power that takes a fresh session
 * @throws InputRejected EMAIL_NOT_VERIFIED, INVALID_EMAIL, INVALID_LOCALE, ROLE_REQUIRED, ROLE_EXCEEDS_YOURS, ALREADY_MEMBER, ALREADY_INVITED,
 *   TOO_MANY_INVITATIONS, TOO_MANY_MAILS
 */
export async function inviteUser(ctx: Context, input: InviteUserInput): Promise<{ id: string }> {
  checkRoleChoice(input);
  const email = parseEmail(input.email);
  if (!email) throw reject('INVALID_EMAIL', 'email', 'Write an e-mail address such as name@example.com.');
  const locale = input.locale == null ? null : parseLocale(input.locale, 'locale');
  const isFresh = await ctx.isFresh(ctx.viewer);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await refuseUnverified(db, viewer.userId);
    await lockRoles(db, viewer.orgId);
    const own = await ownRoleWith(db, viewer, 'users:write');
    const role = await findRole(db, viewer.orgId, input);
    refuseMoreThanOwn(own, [role], input.roleId == null ? 'roleKey' : 'roleId');
    refuseUnlessFresh(isFresh, [], role.permissions);
    await refuseKnown(db, viewer.orgId, email);
    await refuseFlood(db, { orgId: viewer.orgId, emailKey: email.emailKey }, 'email');
    const id = newId();
    const token = randomToken();
    await db.query(
      `INSERT INTO identity.invitations (org_id, id, email, email_key, role_id, invited_by_id, token_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(days => ${INVITATION_DAYS}))`,
      [viewer.orgId, id, email.email, email.emailKey, role.id, viewer.userId, hashToken(token)],
    );
    await mail(ctx, { email: email.email, role, token, locale });
    return { id };
  });
}

async function refuseKnown(db: EntityManager, orgId: string, { emailKey }: Email): Promise<void> {
  const [found] = (await db.query(
    `SELECT (SELECT membership.status FROM identity.memberships membership
               JOIN identity.users person ON person.id = membership.user_id
              WHERE membership.org_id = $1 AND person.email_key = $2) AS member,
            (SELECT expires_at > clock_timestamp() AND ${STILL_GIVEN} FROM identity.invitations invitation
              WHERE org_id = $1 AND email_key = $2 AND accepted_at IS NULL AND revoked_at IS NULL) AS holds,
            (SELECT count(*)::int FROM identity.invitations
              WHERE org_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL) AS pending`,
    [orgId, emailKey],
  )) as { member: string | null; holds: boolean | null; pending: number }[];
  if (!found) throw new Error('A statement without conditions answered nothing.');
  if (found.member !== null && found.member !== 'REMOVED') {
    const hint = found.member === 'DISABLED' ? ' They are deactivated: reactivate them.' : '';
    throw reject('ALREADY_MEMBER', 'email', `Somebody with this address belongs to the organisation.${hint}`);
  }
  if (found.holds) {
    throw reject(
      'ALREADY_INVITED',
      'email',
      'This address has an invitation: send that one again, or revoke it.',
    );
  }
  if (found.pending >= MAX_PENDING) {
    throw reject('TOO_MANY_INVITATIONS', '', `${MAX_PENDING} invitations wait already: revoke some.`);
  }
  // One that is over makes room for the new one.
  if (found.holds === false) {
    await db.query(
      `UPDATE identity.invitations SET revoked_at = clock_timestamp()
        WHERE org_id = $1 AND email_key = $2 AND accepted_at IS NULL AND revoked_at IS NULL`,
      [orgId, emailKey],
    );
  }
}

/** @throws InputRejected TOO_MANY_MAILS when the organisation has written to the address ten times, and within the last day */
async function refuseFlood(
  db: EntityManager,
  { orgId, emailKey }: Pick<Invitation, 'orgId' | 'emailKey'>,
  path: string,
): Promise<void> {
  const [sent] = (await db.query(
    `SELECT coalesce(sum(mails), 0)::int AS mails FROM identity.invitations
      WHERE org_id = $1 AND email_key = $2 AND sent_at > clock_timestamp() - interval '1 day'`,
    [orgId, emailKey],
  )) as { mails: number }[];
  if ((sent?.mails ?? 0) >= MAX_MAILS) {
    throw reject('TOO_MANY_MAILS', path, `${MAX_MAILS} mails went to this address. Try again tomorrow.`);
  }
}

/**
 * Sends an invitation again, with a new link and another 7 days.
 *
 * @throws GraphQLError NOT_FOUND for one that is not pending here; FORBIDDEN when the role gives power that takes a fresh session
 * @throws InputRejected EMAIL_NOT_VERIFIED, ROLE_EXCEEDS_YOURS, TOO_MANY_MAILS
 */
export async function resendInvitation(ctx: Context, input: { id: string }): Promise<{ id: string }> {
  const isFresh = await ctx.isFresh(ctx.viewer);
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await refuseUnverified(db, viewer.userId);
    const invitation = await lockPending(ctx, input.id);
    const { orgId, id } = invitation;
    const own = await ownRoleWith(db, viewer, 'users:write');
    const role = await db.getRepository(Role).findOneByOrFail({ orgId, id: invitation.roleId });
    refuseMoreThanOwn(own, [role], 'id');
    refuseUnlessFresh(isFresh, [], role.permissions); // another 7 days of what inviting wants one for
    await refuseFlood(db, invitation, 'id');
    const token = randomToken();
    await db.query(
      `UPDATE identity.invitations SET token_hash = $3, invited_by_id = $4, sent_at = clock_timestamp(), mails = mails + 1,
              expires_at = clock_timestamp() + make_interval(days => ${INVITATION_DAYS})
        WHERE org_id = $1 AND id = $2`,
      [orgId, id, hashToken(token), viewer.userId],
    );
    await mail(ctx, { email: invitation.email, role, token, locale: null });
    return { id };
  });
}

/** Takes an invitation back. @throws GraphQLError NOT_FOUND for one that is not pending here */
export async function revokeInvitation(ctx: Context, input: { id: string }): Promise<{ id: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { orgId, id } = await lockPending(ctx, input.id);
    await ctx.transaction.query(
      'UPDATE identity.invitations SET revoked_at = clock_timestamp() WHERE org_id = $1 AND id = $2',
      [orgId, id],
    );
    return { id };
  });
}

async function lockPending(
  { transaction: db, viewer: { orgId } }: Inside,
  given: string,
): Promise<Invitation> {
  const invitation = await db
    .getRepository(Invitation)
    .createQueryBuilder('invitation')
    .setLock('pessimistic_write')
    .where('invitation.orgId = :orgId AND invitation.id = :id', { orgId, id: checkId(given, 'Invitation') })
    .andWhere('invitation.acceptedAt IS NULL AND invitation.revokedAt IS NULL')
    .getOne();
  if (!invitation) throw notFound('Invitation');
  return invitation;
}

async function mail(
  ctx: Inside,
  { email, role, token, locale }: { email: string; role: Role; token: string; locale: string | null },
): Promise<void> {
  const { transaction: db, viewer } = ctx;
  const organization = await db.getRepository(Organization).findOneByOrFail({ id: viewer.orgId });
  const inviter = await db.getRepository(User).findOneByOrFail({ id: viewer.userId });
  await ctx.mailer.request(db, viewer.orgId, INVITATION_MAIL, {
    to: email,
    language: mailLanguage(locale ?? organization.locale, ctx.facts.acceptLanguage),
    data: {
      organization: organization.name,
      inviter: `${inviter.firstName} ${inviter.lastName}`,
      role: role.name,
      url: ctx.links.acceptInvitation(token),
      days: INVITATION_DAYS,
    },
  });
  void ctx.afterCommit(() => ctx.bell?.ring(viewer.orgId));
}
