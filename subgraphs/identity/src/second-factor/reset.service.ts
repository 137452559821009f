import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { Mailer } from '../../../../service-kit/mail/mail-kind';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import { findTokenOwner, putAccountToken, spendToken, tokenInvalid } from '../accounts/account-tokens';
import { endSessions as endAllSessions } from '../accounts/passwords.service';
import { guardLogIn } from '../auth/log-in-guard';
import type { Context } from '../context';
import type { CompleteSecondFactorResetInput } from '../generated/types';
import type { Links } from '../links';
import { announceRevoked } from '../sessions/sessions.service';
import { changeOther, endSessions } from '../users/membership-changes.service';
import { User } from '../users/user.entity';
import { forgetSecondFactor, methodsOf } from './factors';
import { FACTOR_RESET_MAIL } from './reset-mail';
import { noteSecurity } from './security-notices';

/*
 * The way back in for somebody who has lost every second factor (decision 24). Their organisation allows it, and they complete it: by a
 * link to their mailbox, and their password. An organisation's word alone takes nothing away, because an account may belong to
 * several, and none of them owns it.
 */

/**
 * Lets a member remove a second factor that they have lost. Their sessions here end at once.
 *
 * @throws GraphQLError NOT_FOUND for a person who is not of this organisation; FORBIDDEN when the caller lost `users:write`
 * @throws InputRejected OWN_ACCOUNT, ROLE_EXCEEDS_YOURS, NOT_ACTIVE, NOT_ENABLED, SENT_A_MOMENT_AGO
 */
export const resetSecondFactor = (ctx: Context, input: { userId: string }): Promise<{ userId: string }> =>
  changeOther(ctx, input, async (inside, userId) => {
    const { transaction: db, viewer } = inside;
    await sendFactorReset(inside, db, { orgId: viewer.orgId, userId });
    await endSessions(inside, userId, 'FACTOR_RESET');
    void inside.afterCommit(() => inside.bell?.ring(viewer.orgId));
  });

/**
 * Sends the link.
 *
 * @param db a transaction inside an organisation of theirs
 * @throws InputRejected NOT_ACTIVE, NOT_ENABLED, SENT_A_MOMENT_AGO
 */
export async function sendFactorReset(
  { mailer, links }: { mailer: Mailer; links: Links },
  db: EntityManager,
  who: { orgId: string; userId: string },
): Promise<void> {
  const { email, firstName, locale, status } = await db
    .getRepository(User)
    .findOneByOrFail({ id: who.userId });
  if (status !== 'ACTIVE' || !(await isMember(db, who)))
    throw reject('NOT_ACTIVE', 'userId', 'They have to be able to log in: let them in first.');
  if ((await methodsOf(db, who.userId)).length === 0)
    throw reject('NOT_ENABLED', 'userId', 'They have no second factor: the password lets them in.');
  const token = await putAccountToken(db, who, 'RESET_SECOND_FACTOR');
  if (token === null)
    throw reject('SENT_A_MOMENT_AGO', '', 'A mail was sent less than a minute ago: they look there first.');
  await mailer.request(db, who.orgId, FACTOR_RESET_MAIL, {
    to: email,
    language: mailLanguage(locale, null),
    data: { name: firstName, url: links.resetSecondFactor(token) },
  });
}

async function isMember(db: EntityManager, { orgId, userId }: { orgId: string; userId: string }) {
  const rows = (await db.query(
    `SELECT 1 FROM identity.memberships WHERE org_id = $1 AND user_id = $2 AND status = 'ACTIVE' FOR SHARE`,
    [orgId, userId],
  )) as unknown[];
  return rows.length > 0;
}

/**
 * Removes the second factor of whoever holds the link and knows the password; all sessions end. Nobody is logged in.
 *
 * @returns the address to log in with
 * @throws GraphQLError RATE_LIMITED after too many wrong passwords
 * @throws InputRejected TOKEN_INVALID, PASSWORD_REQUIRED, INVALID_CREDENTIALS
 */
export async function completeSecondFactorReset(
  ctx: Context,
  { token, password }: CompleteSecondFactorResetInput,
): Promise<{ email: string }> {
  const owner = await findTokenOwner(ctx.source, 'RESET_SECOND_FACTOR', token);
  if (password === '') throw reject('PASSWORD_REQUIRED', 'password', 'Give the password of your account.');
  // A right password is no log-in yet: it forgets no failures.
  const checked = () => checkPassword(ctx, owner.passwordHash, password);
  await guardLogIn(ctx, owner.email, checked, () => false);
  const { orgId, userId } = owner;
  const ended = await actInOrganization(ctx, { orgId, actorId: userId }, async (db) => {
    const held = (await db.query(
      'SELECT 1 FROM identity.users WHERE id = $1 AND password_hash = $2 FOR UPDATE',
      [userId, owner.passwordHash],
    )) as unknown[];
    // Changed meanwhile, or they are of the organisation no more that allowed it.
    if (held.length === 0 || !(await isMember(db, owner))) throw tokenInvalid();
    await spendToken(db, 'RESET_SECOND_FACTOR', token);
    await forgetSecondFactor(db, userId);
    await noteSecurity(ctx, db, { orgId, userId }, 'SECOND_FACTOR_RESET');
    return endAllSessions(db, userId, null, 'FACTOR_RESET');
  });
  await announceRevoked(ctx, ended);
  ctx.bell?.ring(orgId);
  return { email: owner.email };
}

async function checkPassword(ctx: Context, hash: string, password: string): Promise<void> {
  const { fits } = await ctx.passwords.check(hash, password);
  if (!fits)
    throw reject(
      'INVALID_CREDENTIALS',
      'password',
      'This is not the password of the account. You can have it reset.',
    );
}
