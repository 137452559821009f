import { actInOrganization, type OwnAudit } from '../../../../service-kit/subgraph/context';
import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { guardLogIn, rememberDevice } from '../auth/log-in-guard';
import { passwordMistake } from '../auth/password-rules';
import type { Context } from '../context';
import type { ChangePasswordInput, ResetPasswordInput } from '../generated/types';
import { forgetRemembered } from '../second-factor/devices';
import { forgetSecondFactor } from '../second-factor/factors';
import type { RevocationReason } from '../sessions/session.entity';
import { announceRevoked } from '../sessions/sessions.service';
import { findPerson, type KnownPerson } from '../users/known-person';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { User } from '../users/user.entity';
import { PASSWORD_CHANGED_MAIL, RESET_MAIL } from './account-mails';
import {
  dropEmailChange,
  findTokenOwner,
  forgetAllTokens,
  forgetTokens,
  putAccountToken,
  RESET_MINUTES,
  spendToken,
} from './account-tokens';

type Owner = Pick<User, 'email' | 'firstName' | 'lastName' | 'locale'>;

/**
 * Asks for a link by which the owner of an address sets a new password. Whether the address has an account, neither the answer
 * tells nor the time: the same statements run, and are taken back where there is nobody to write to.
 *
 * @returns the address as understood
 * @throws InputRejected INVALID_EMAIL
 */
export async function requestPasswordReset(
  ctx: Context,
  input: { email: string },
): Promise<{ email: string }> {
  const email = parseEmail(input.email);
  if (!email) throw reject('INVALID_EMAIL', 'email', 'Write an e-mail address such as name@example.com.');
  const found = await findPerson(ctx.source, email.emailKey);
  const isReal = found?.status === 'ACTIVE' && found.orgId !== null;
  const person = isReal ? found : { userId: newId(), email: email.email, locale: null };
  const orgId = found?.orgId ?? newId();
  await actInOrganization(ctx, { orgId, actorId: null }, (db, audit) =>
    sendReset(ctx, db, audit, { ...person, orgId }, isReal),
  );
  ctx.bell?.ring(orgId);
  return { email: email.email };
}

const UNDO = 'request_reset';

async function sendReset(
  ctx: Context,
  db: EntityManager,
  audit: OwnAudit,
  { orgId, userId, email, locale }: Pick<KnownPerson, 'userId' | 'email' | 'locale'> & { orgId: string },
  isReal: boolean,
): Promise<void> {
  await db.query(`SAVEPOINT ${UNDO}`);
  const token = await putAccountToken(db, { orgId, userId }, 'RESET_PASSWORD');
  const person = await db.getRepository(User).findOneBy({ id: userId });
  await ctx.mailer.request(db, orgId, RESET_MAIL, {
    to: email,
    language: mailLanguage(locale, ctx.facts.acceptLanguage),
    data: {
      name: person?.firstName ?? '',
      url: ctx.links.resetPassword(token ?? ''),
      minutes: RESET_MINUTES,
    },
  });
  await audit.record();
  const keep = isReal && token !== null;
  await db.query(keep ? `RELEASE SAVEPOINT ${UNDO}` : `ROLLBACK TO SAVEPOINT ${UNDO}`);
}

/**
 * Sets a new password by a link. Every session of the person ends, in all organisations; nobody is logged in. The device it is
 * done from counts as the owner's from now on, so that guesses of others don't lock them out. Of an account that never proved its
 * address the second factor goes, too: it may be of whoever registered an address that is not theirs.
 *
 * @returns the account's address, to log in with
 * @throws InputRejected TOKEN_INVALID; the mistakes of a password, which leave the link as it is
 */
export async function resetPassword(
  ctx: Context,
  { token, password }: ResetPasswordInput,
): Promise<{ email: string }> {
  const owner = await findTokenOwner(ctx.source, 'RESET_PASSWORD', token);
  refuseBadPassword(password, owner, 'password');
  const passwordHash = await ctx.passwords.hash(password);
  const ended = await actInOrganization(ctx, { orgId: owner.orgId, actorId: owner.userId }, async (db) => {
    await spendToken(db, 'RESET_PASSWORD', token);
    await forgetAllTokens(db, owner.userId);
    await dropEmailChange(db, owner.userId);
    const wasVerified = await holdVerified(db, owner.userId);
    await db.query(
      `UPDATE identity.users SET password_hash = $2, email_verified_at = coalesce(email_verified_at, clock_timestamp())
        WHERE id = $1`,
      [owner.userId, passwordHash],
    );
    await (wasVerified ? forgetRemembered(db, owner.userId) : forgetSecondFactor(db, owner.userId));
    await tell(ctx, db, owner);
    return endSessions(db, owner.userId, null);
  });
  await announceRevoked(ctx, ended);
  await rememberDevice(ctx, owner.email);
  ctx.bell?.ring(owner.orgId);
  ctx.log.info({ userId: owner.userId }, 'password reset');
  return { email: owner.email };
}

/**
 * Changes the caller's password; their other sessions end, in all organisations.
 *
 * @returns how many sessions of the last hour were ended
 * @throws GraphQLError RATE_LIMITED after too many wrong ones
 * @throws InputRejected INVALID_CREDENTIALS at `currentPassword`; the mistakes of a new password
 */
export async function changePassword(
  ctx: Context,
  { currentPassword, newPassword }: ChangePasswordInput,
): Promise<{ endedSessions: number }> {
  const { orgId, userId, sessionId } = ctx.viewer;
  const person = await inOrganization(ctx.source, orgId, (db) =>
    db
      .getRepository(User)
      .createQueryBuilder('person')
      .addSelect('person.passwordHash')
      .where({ id: userId })
      .getOne(),
  );
  if (!person) throw serviceUnavailable();
  await guardLogIn(ctx, person.email, async () => {
    const { fits } = await ctx.passwords.check(person.passwordHash, currentPassword);
    if (!fits) throw reject('INVALID_CREDENTIALS', 'currentPassword', 'This is not your password.');
  });
  refuseBadPassword(newPassword, person, 'newPassword');
  const passwordHash = await ctx.passwords.hash(newPassword);
  const ended = await actInOrganization(ctx, { orgId, actorId: userId }, async (db) => {
    const [, changed] = (await db.query(
      'UPDATE identity.users SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
      [userId, person.passwordHash, passwordHash],
    )) as [unknown[], number];
    if (changed === 0) throw serviceUnavailable('The password was changed meanwhile. Try again.');
    await forgetTokens(db, userId, 'RESET_PASSWORD');
    await dropEmailChange(db, userId);
    await forgetRemembered(db, userId);
    await tell(ctx, db, { ...person, orgId });
    return endSessions(db, userId, sessionId);
  });
  await announceRevoked(ctx, ended);
  ctx.bell?.ring(orgId);
  return { endedSessions: ended.length };
}

/** Whether a person's address is confirmed; it stays so until the transaction ends. */
export async function holdVerified(db: EntityManager, userId: string): Promise<boolean> {
  const [row] = (await db.query(
    'SELECT email_verified_at IS NOT NULL AS "isVerified" FROM identity.users WHERE id = $1 FOR UPDATE',
    [userId],
  )) as { isVerified: boolean }[];
  return row?.isVerified === true;
}

/** Ends a person's sessions everywhere, but one. @returns those to announce after the commit */
export async function endSessions(
  db: EntityManager,
  userId: string,
  except: string | null,
  reason: RevocationReason = 'PASSWORD_CHANGED',
): Promise<string[]> {
  const rows = (await db.query('SELECT session_id AS id FROM identity.end_sessions_of($1, $2, $3)', [
    userId,
    except,
    reason,
  ])) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** @throws InputRejected for a password that breaks a rule */
export function refuseBadPassword(
  password: string,
  { email, firstName, lastName }: Pick<Owner, 'email' | 'firstName' | 'lastName'>,
  path: string,
): void {
  const about = [email, firstName, lastName, `${firstName} ${lastName}`, `${lastName} ${firstName}`];
  const mistake = passwordMistake(password, about, path);
  if (mistake) throw mistake;
}

/** Tells the owner that the password is another one. @param db the transaction that changed it */
export async function tell(
  ctx: Pick<Context, 'mailer' | 'facts'>,
  db: EntityManager,
  { orgId, email, firstName, locale }: Owner & { orgId: string },
): Promise<void> {
  await ctx.mailer.request(db, orgId, PASSWORD_CHANGED_MAIL, {
    to: email,
    language: mailLanguage(locale, ctx.facts.acceptLanguage),
    data: { name: firstName, ip: ctx.facts.ip ?? '?', at: new Date().toISOString() },
  });
}
