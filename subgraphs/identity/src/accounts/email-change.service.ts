import type { EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH, randomToken } from '../../../../service-kit/auth/secrets';
import { reject } from '../../../../service-kit/errors/user-errors';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { actInOrganization, read, withTransaction } from '../../../../service-kit/subgraph/context';
import { guardLogIn, rememberDevice } from '../auth/log-in-guard';
import type { Context } from '../context';
import type { ConfirmEmailChangeInput, UndoEmailChangeInput } from '../generated/types';
import { forgetFactorsSince } from '../second-factor/factors';
import { announceRevoked } from '../sessions/sessions.service';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { User } from '../users/user.entity';
import { dropEmailChange, forgetAllTokens, ownerOf, tokenInvalid, type TokenOwner } from './account-tokens';
import { CONFIRM_EMAIL_MAIL, EMAIL_CHANGED_MAIL, EMAIL_TAKEN_BACK_MAIL } from './email-change-mails';
import { endSessions, refuseBadPassword, tell } from './passwords.service';

/*
 * A change of address:
 *
 *   WAITING --link at the new address, and the password or a session--> CHANGED --link at the old address, 7 days--> UNDONE
 *      └--newer request--> REPLACED, --cancelled, or the password was set anew--> CANCELLED
 *
 * A thief of a session who moves the account to an address of theirs can't keep it: whichever way they go on, the first link that was
 * sent takes all of it back, and until it is over nobody else can have the old address.
 */

/** A request of the caller's that waits; null when there is none. */
export async function pendingEmailChange(ctx: Context): Promise<{ email: string; expiresAt: Date } | null> {
  const [row] = await read(
    ctx,
    (db) =>
      db.query('SELECT email, expires_at AS "expiresAt" FROM identity.pending_email_change($1)', [
        ctx.viewer.userId,
      ]) as Promise<{ email: string; expiresAt: Date }[]>,
  );
  return row ?? null;
}

/**
 * Sends a link to the new address. It looks at no other account: what it answers can't tell of one.
 *
 * @returns the address as understood
 * @throws InputRejected INVALID_EMAIL, EMAIL_UNCHANGED, SENT_A_MOMENT_AGO, TOO_MANY_CHANGES
 */
export async function requestEmailChange(ctx: Context, input: { email: string }): Promise<{ email: string }> {
  const email = parseEmail(input.email);
  if (!email) throw reject('INVALID_EMAIL', 'email', 'Write an e-mail address such as name@example.com.');
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { orgId, userId, sessionId } = viewer;
    const person = await lockPerson(db, userId);
    if (person.emailKey === email.emailKey)
      throw reject('EMAIL_UNCHANGED', 'email', 'This is your address already.');
    const token = randomToken();
    const [row] = (await db.query('SELECT identity.put_email_change($1, $2, $3, $4, $5, $6) AS outcome', [
      userId,
      orgId,
      sessionId,
      email.email,
      email.emailKey,
      hashToken(token),
    ])) as { outcome: 'WRITTEN' | 'TOO_SOON' | 'TOO_MANY' }[];
    if (row?.outcome === 'TOO_SOON')
      throw reject('SENT_A_MOMENT_AGO', '', 'A mail was sent less than a minute ago: look there first.');
    if (row?.outcome !== 'WRITTEN')
      throw reject('TOO_MANY_CHANGES', '', 'Ten mails were sent within 24 hours. Try again tomorrow.');
    await ctx.mailer.request(db, orgId, CONFIRM_EMAIL_MAIL, {
      to: email.email,
      language: mailLanguage(person.locale, ctx.facts.acceptLanguage),
      data: { url: ctx.links.confirmEmail(token) },
    });
    void ctx.afterCommit(() => ctx.bell?.ring(orgId));
    return { email: email.email };
  });
}

const lockPerson = (db: EntityManager, id: string): Promise<User> =>
  db
    .getRepository(User)
    .createQueryBuilder('person')
    .setLock('pessimistic_write')
    .where('person.id = :id', { id })
    .getOneOrFail();

/** Takes the caller's request back. @throws InputRejected NOT_REQUESTED */
export async function cancelEmailChange(
  ctx: Context,
  input: { email?: string | null },
): Promise<{ email: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const person = await lockPerson(db, viewer.userId);
    const pending = await pendingEmailChange(ctx);
    const isMeant =
      input.email == null || parseEmail(input.email)?.emailKey === parseEmail(pending?.email ?? '')?.emailKey;
    if (!pending || !isMeant || !(await dropEmailChange(db, viewer.userId)))
      throw reject('NOT_REQUESTED', input.email == null ? '' : 'email', 'No such change waits.');
    return { email: person.email };
  });
}

interface Applied {
  outcome: 'CHANGED' | 'TAKEN' | 'GONE';
  sessionId: string;
  oldEmail: string;
  canBeUndone: boolean;
}

/**
 * Makes the new address the account's. A link alone does nothing: it may have gone to a stranger, by a typing mistake.
 *
 * @returns the address to log in with
 * @throws GraphQLError RATE_LIMITED after too many wrong passwords
 * @throws InputRejected TOKEN_INVALID, PASSWORD_REQUIRED, INVALID_CREDENTIALS; EMAIL_TAKEN when the address has an account by now
 */
export async function confirmEmailChange(
  ctx: Context,
  { token, password }: ConfirmEmailChangeInput,
): Promise<{ email: string }> {
  const owner = await findOwner(ctx, 'find_email_change', token);
  const { orgId, userId } = owner;
  const isOwn = ctx.viewerOrNull?.userId === userId;
  if (!isOwn) await provePassword(ctx, owner, password ?? '');
  const { email, ended } = await actInOrganization(ctx, { orgId, actorId: userId }, async (db) => {
    const undo = randomToken();
    const [applied] = (await db.query(
      `SELECT outcome, session_id AS "sessionId", old_email AS "oldEmail", can_be_undone AS "canBeUndone"
         FROM identity.apply_email_change($1, $2)`,
      [hashToken(token), hashToken(undo)],
    )) as Applied[];
    if (applied?.outcome === 'TAKEN') throw emailTaken();
    if (applied?.outcome !== 'CHANGED') throw tokenInvalid();
    await forgetAllTokens(db, userId);
    const { email } = await db.getRepository(User).findOneByOrFail({ id: userId });
    await ctx.mailer.request(db, orgId, EMAIL_CHANGED_MAIL, {
      to: applied.oldEmail,
      language: mailLanguage(owner.locale, ctx.facts.acceptLanguage),
      data: {
        name: owner.firstName,
        email: maskEmail(email),
        ip: ctx.facts.ip ?? '?',
        at: new Date().toISOString(),
        url: applied.canBeUndone ? ctx.links.undoEmailChange(undo) : null,
      },
    });
    const stays = isOwn ? ctx.viewer.sessionId : applied.sessionId;
    return { email, ended: await endSessions(db, userId, stays, 'EMAIL_CHANGED') };
  });
  await announceRevoked(ctx, ended);
  ctx.bell?.ring(orgId);
  ctx.log.info({ userId }, 'e-mail address changed');
  return { email };
}

const emailTaken = () =>
  reject(
    'EMAIL_TAKEN',
    'token',
    'This address belongs to another account, or did a few days ago. Log in to that one, or choose another address.',
  );

async function provePassword(ctx: Context, owner: TokenOwner, password: string): Promise<void> {
  if (password === '') throw reject('PASSWORD_REQUIRED', 'password', 'Give the password of your account.');
  await guardLogIn(ctx, owner.email, async () => {
    const { fits } = await ctx.passwords.check(owner.passwordHash, password);
    if (!fits)
      throw reject('INVALID_CREDENTIALS', 'password', 'This is not the password of the account that asked.');
  });
}

/** Enough for the owner to know it by, and not for others who read the old mailbox. */
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0]}***${email.slice(at)}`;
}

/**
 * Takes a change of address back, and all that followed from it, by the link that the old address got.
 *
 * @returns the address to log in with again
 * @throws InputRejected TOKEN_INVALID, EMAIL_TAKEN; the mistakes of a password, which leave the link as it is
 */
export async function undoEmailChange(
  ctx: Context,
  { token, password }: UndoEmailChangeInput,
): Promise<{ email: string }> {
  const { oldEmail, ...owner } = await findOwner(ctx, 'find_email_undo', token);
  const { orgId, userId } = owner;
  refuseBadPassword(password, { ...owner, email: oldEmail }, 'password');
  const passwordHash = await ctx.passwords.hash(password);
  const ended = await actInOrganization(ctx, { orgId, actorId: userId }, async (db) => {
    const [undone] = (await db.query(
      'SELECT lost_email AS "lostEmail", since FROM identity.undo_email_change($1, $2)',
      [hashToken(token), passwordHash],
    )) as { lostEmail: string | null; since: Date }[];
    if (!undone) throw tokenInvalid(); // somebody was first
    const { lostEmail } = undone;
    if (lostEmail === null) throw emailTaken();
    await forgetAllTokens(db, userId);
    await forgetFactorsSince(db, userId, undone.since);
    const language = mailLanguage(owner.locale, ctx.facts.acceptLanguage);
    const data = { at: new Date().toISOString() };
    await ctx.mailer.request(db, orgId, EMAIL_TAKEN_BACK_MAIL, { to: lostEmail, language, data });
    await tell(ctx, db, { ...owner, email: oldEmail });
    return endSessions(db, userId, null, 'EMAIL_CHANGED');
  });
  await announceRevoked(ctx, ended);
  await rememberDevice(ctx, oldEmail);
  ctx.bell?.ring(orgId);
  ctx.log.warn({ userId }, 'change of e-mail address taken back');
  return { email: oldEmail };
}

/** Whose link it is. @throws InputRejected TOKEN_INVALID */
async function findOwner(
  ctx: Context,
  by: 'find_email_change' | 'find_email_undo',
  token: string,
): Promise<TokenOwner & { oldEmail: string }> {
  const old = by === 'find_email_undo' ? ', old_email AS "oldEmail"' : '';
  const [found] =
    token.length > MAX_TOKEN_LENGTH
      ? []
      : ((await ctx.source.query(
          `SELECT user_id AS "userId", org_id AS "orgId"${old} FROM identity.${by}($1)`,
          [hashToken(token)],
        )) as { userId: string; orgId: string; oldEmail?: string }[]);
  if (!found) throw tokenInvalid();
  const owner = await ownerOf(ctx.source, found);
  return { ...owner, oldEmail: found.oldEmail ?? owner.email };
}
