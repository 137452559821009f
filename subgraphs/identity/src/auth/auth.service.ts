import type { EntityManager } from 'typeorm';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { LogInInput } from '../generated/types';
import { enterOrChallenge, type Challenge } from '../second-factor/challenges';
import { findActiveAccount } from '../sessions/accounts';
import type { Entered } from '../sessions/enter';
import { planAnew } from '../sessions/plans';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { guardLogIn } from './log-in-guard';
import type { PasswordCheck, Passwords } from './passwords';

interface LogInCandidate {
  userId: string;
  passwordHash: string;
  status: string;
  /** The organisation to enter; null when none is active. */
  orgId: string | null;
  /** The highest cost of an old system's hash on the installation; null when there is none. The same for everybody. */
  legacyCost: number | null;
}

/** What a log-in answers, and the caller to continue as. */
interface LoggedIn extends Entered {
  shouldChangePassword: boolean;
}

/** The password was right, and a second factor is wanted. */
interface Challenged {
  challenge: Challenge;
}

/** How often a log-in begins anew because the password was changed while it was checked. */
const MAX_TRIES = 3;

/** One answer for every reason: the message must not tell which part was wrong. */
const invalidCredentials = () =>
  reject('INVALID_CREDENTIALS', '', 'The e-mail address or the password is wrong.');

/**
 * Starts a session, if account and address have tries left (`log-in-guard.ts`).
 *
 * @throws GraphQLError RATE_LIMITED; and what {@link tryLogIn} throws
 */
export const logIn = (ctx: Context, input: LogInInput): Promise<LoggedIn | Challenged> =>
  guardLogIn(
    ctx,
    input.email,
    (isKnownDevice) => tryLogIn(ctx, input, isKnownDevice ? ctx.passwords.ofKnownDevice : ctx.passwords),
    (answer) => 'tokens' in answer,
  );

/**
 * Starts a session. Whatever is wrong, it runs one statement and one password check before it says so.
 *
 * The hash that was checked is compared again under the lock that a change of password takes: a log-in that began before a
 * change ends before it or not at all, and a better hash never replaces a newer password.
 *
 * @returns the session's first tokens, who it is, and the caller to continue as; or what the log-in still wants
 * @throws InputRejected INVALID_CREDENTIALS for an unknown address, a wrong password, a disabled person or organisation; what the
 *   organisation's policy says
 */
async function tryLogIn(
  ctx: Context,
  { email, password, deviceToken }: LogInInput,
  passwords: Passwords,
): Promise<LoggedIn | Challenged> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { candidate, legacyCost } = await findCandidate(ctx, email);
    const check = await passwords.check(candidate?.passwordHash ?? null, password, legacyCost);
    if (!candidate || !check.fits || candidate.status !== 'ACTIVE' || candidate.orgId === null) {
      await noteRefusal(ctx, candidate);
      throw invalidCredentials();
    }
    const place = { ...candidate, orgId: candidate.orgId, deviceToken };
    const entered = await enterOrganization(ctx, place, check);
    if (entered) return { ...entered, shouldChangePassword: check.isTruncated };
  }
  throw serviceUnavailable('The password was changed meanwhile. Try again.');
}

/** @returns null when the password is no longer the one that was checked */
async function enterOrganization(
  ctx: Context,
  {
    orgId,
    userId,
    passwordHash,
    deviceToken,
  }: LogInCandidate & { orgId: string; deviceToken: string | null | undefined },
  { newHash, isTruncated: shouldChangePassword }: PasswordCheck,
): Promise<Entered | Challenged | null> {
  return actInOrganization(ctx, { orgId, actorId: userId }, async (db) => {
    await planAnew(db);
    if (!(await holdPassword(db, userId, passwordHash, newHash))) return null;
    const account = await findActiveAccount(db, orgId, userId);
    if (!account) throw invalidCredentials(); // disabled a moment ago
    const step = { account, passwordHash: newHash ?? passwordHash, shouldChangePassword, deviceToken };
    return enterOrChallenge(ctx, db, step);
  });
}

const UNDO = 'note_refusal';

/**
 * Notes a refused log-in in the audit of the organisation that it would have entered. For an address that nobody has, the same
 * statements run and are taken back: neither the answer nor its time tells of an account. Nobody waits for the disk.
 */
async function noteRefusal(ctx: Context, candidate: LogInCandidate | null): Promise<void> {
  const known = candidate?.orgId == null ? null : { id: candidate.userId, orgId: candidate.orgId };
  const { orgId, id } = known ?? { orgId: newId(), id: newId() };
  await actInOrganization(ctx, { orgId, actorId: null, outcome: 'REFUSED' }, async (db, audit) => {
    await db.query(`SET LOCAL synchronous_commit = off`);
    await db.query(`SAVEPOINT ${UNDO}`);
    audit.tell({ type: 'User', id });
    await audit.record();
    await db.query(known ? `RELEASE SAVEPOINT ${UNDO}` : `ROLLBACK TO SAVEPOINT ${UNDO}`);
  });
}

/** Makes sure that the password stays what was checked until the transaction ends; stores a better hash of it, if any. */
async function holdPassword(
  db: EntityManager,
  userId: string,
  checked: string,
  newHash: string | null,
): Promise<boolean> {
  if (newHash === null) {
    const rows = (await db.query(
      'SELECT 1 FROM identity.users WHERE id = $1 AND password_hash = $2 FOR SHARE',
      [userId, checked],
    )) as unknown[];
    return rows.length > 0;
  }
  const [, changed] = (await db.query(
    'UPDATE identity.users SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
    [userId, checked, newHash],
  )) as [unknown[], number];
  return changed > 0;
}

async function findCandidate(
  ctx: Context,
  email: string,
): Promise<{ candidate: LogInCandidate | null; legacyCost: number | null }> {
  // What is not an address finds nobody, by the same statement.
  const key = parseEmail(email)?.emailKey ?? '';
  const [row] = (await ctx.source.query(
    `SELECT user_id AS "userId", password_hash AS "passwordHash", status, org_id AS "orgId",
            legacy_cost AS "legacyCost"
       FROM identity.find_log_in($1)`,
    [key],
  )) as (Omit<LogInCandidate, 'userId'> & { userId: string | null })[];
  const { userId = null, legacyCost = null } = row ?? {};
  return { candidate: row && userId !== null ? { ...row, userId } : null, legacyCost };
}
