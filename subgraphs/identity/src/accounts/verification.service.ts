import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { actInOrganization, withTransaction } from '../../../../service-kit/subgraph/context';
import { guardLogIn } from '../auth/log-in-guard';
import type { Context } from '../context';
import type { VerifyEmailInput } from '../generated/types';
import { forgetSecondFactor } from '../second-factor/factors';
import { announceRevoked } from '../sessions/sessions.service';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { User } from '../users/user.entity';
import { VERIFY_MAIL } from './account-mails';
import {
  dropEmailChange,
  findTokenOwner,
  forgetTokens,
  putAccountToken,
  spendToken,
  tokenInvalid,
  type TokenOwner,
} from './account-tokens';
import { endSessions, holdVerified, refuseBadPassword, tell } from './passwords.service';

/**
 * Asks a new account to confirm its address.
 *
 * @param db the transaction that made it, inside its organisation
 */
export async function sendVerification(
  ctx: Context,
  db: EntityManager,
  to: { orgId: string; userId: string; email: string; firstName: string; locale: string | null },
): Promise<boolean> {
  const token = await putAccountToken(db, to, 'VERIFY_EMAIL');
  if (token === null) return false;
  await ctx.mailer.request(db, to.orgId, VERIFY_MAIL, {
    to: to.email,
    language: mailLanguage(to.locale, ctx.facts.acceptLanguage),
    data: { name: to.firstName, url: ctx.links.verifyEmail(token) },
  });
  return true;
}

/** Sends the caller the mail again. @throws InputRejected NOT_YOUR_EMAIL, ALREADY_VERIFIED, SENT_A_MOMENT_AGO */
export async function requestEmailVerification(
  ctx: Context,
  input: { email?: string | null },
): Promise<{ email: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const person = await db.getRepository(User).findOneByOrFail({ id: viewer.userId });
    if (input.email != null && parseEmail(input.email)?.emailKey !== person.emailKey) {
      throw reject('NOT_YOUR_EMAIL', 'email', 'This is not the address of your account.');
    }
    if (person.emailVerifiedAt) throw reject('ALREADY_VERIFIED', '', 'Your address is confirmed already.');
    if (!(await sendVerification(ctx, db, { ...person, ...viewer })))
      throw reject('SENT_A_MOMENT_AGO', '', 'A mail was sent less than a minute ago: look there first.');
    void ctx.afterCommit(() => ctx.bell?.ring(viewer.orgId));
    return { email: person.email };
  });
}

/**
 * Confirms an address by its link. Who is logged in to the account says no more; others give the account's password. Who doesn't
 * know it gives a new one, which ends all sessions: whoever registered an address that is not theirs loses the account. An address that
 * was confirmed by other means meanwhile is nobody's to take by an old link.
 *
 * @returns the address
 * @throws InputRejected TOKEN_INVALID, PASSWORD_REQUIRED; the mistakes of a new password, which leave the link as it is
 */
export async function verifyEmail(
  ctx: Context,
  { token, password }: VerifyEmailInput,
): Promise<{ email: string }> {
  const owner = await findTokenOwner(ctx.source, 'VERIFY_EMAIL', token);
  const isOwn = ctx.viewerOrNull?.userId === owner.userId;
  const newHash = isOwn ? null : await provePassword(ctx, owner, password ?? '');
  const ended = await actInOrganization(ctx, { orgId: owner.orgId, actorId: owner.userId }, async (db) => {
    await spendToken(db, 'VERIFY_EMAIL', token);
    if (newHash !== null && (await holdVerified(db, owner.userId))) throw tokenInvalid();
    await db.query(
      `UPDATE identity.users SET email_verified_at = coalesce(email_verified_at, clock_timestamp()),
              password_hash = coalesce($2, password_hash) WHERE id = $1`,
      [owner.userId, newHash],
    );
    if (newHash === null) return [];
    await forgetTokens(db, owner.userId, 'RESET_PASSWORD');
    await dropEmailChange(db, owner.userId);
    await forgetSecondFactor(db, owner.userId); // of whoever registered the address
    await tell(ctx, db, owner);
    return endSessions(db, owner.userId, null);
  });
  await announceRevoked(ctx, ended);
  ctx.bell?.ring(owner.orgId);
  return { email: owner.email };
}

/** @returns null when it is the account's password; else the hash of the new one */
async function provePassword(ctx: Context, owner: TokenOwner, password: string): Promise<string | null> {
  if (password === '') {
    throw reject('PASSWORD_REQUIRED', 'password', 'Give your password; a new one, if you don’t know it.');
  }
  return guardLogIn(ctx, owner.email, async () => {
    const { fits } = await ctx.passwords.check(owner.passwordHash, password);
    if (fits) return null;
    if (owner.emailVerifiedAt !== null) throw tokenInvalid(); // a guess, and counts as one
    refuseBadPassword(password, owner, 'password');
    return ctx.passwords.hash(password);
  });
}
