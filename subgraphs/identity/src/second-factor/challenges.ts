import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH, randomToken } from '../../../../service-kit/auth/secrets';
import { isId } from '../../../../service-kit/data/ids';
import { EntryRefused } from '../auth/log-in-guard';
import type { Context } from '../context';
import type { Account } from '../sessions/accounts';
import { enterAccount, type Entered } from '../sessions/enter';
import { rememberedSince } from './devices';
import { methodsOf } from './factors';
import { askPasskeys, offerPasskey } from './passkeys';
import { secretPurpose } from './prove';
import type { SecondFactorMethod, TotpEnrollment } from './second-factor';
import { newTotpSecret, showTotp } from './totp';

/*
 * A log-in whose password was right, and that wants a second factor. It waits here for ten minutes, for one right answer or five
 * wrong ones, and only while the password stays what was checked.
 */

const MINUTES = 10;
const MAX_FAILURES = 5;

/** What a log-in still wants. */
export interface Challenge {
  token: string;
  expiresAt: Date;
  methods: SecondFactorMethod[];
  passkeyOptions: string | null;
  enrollment: TotpEnrollment | null;
  passkeyRegistrationOptions: string | null;
}

/** The first step of a log-in was right. */
export interface FirstStep {
  account: Account;
  /** What was checked. */
  passwordHash: string;
  shouldChangePassword: boolean;
  deviceToken?: string | null | undefined;
}

/**
 * Starts a session of somebody who gave the right password, or asks them for the second factor: when the account has one and the
 * device is not remembered, or when the organisation demands one, which is then set up on the way.
 *
 * @param db a transaction inside the organisation
 * @throws EntryRefused when the organisation's policy refuses it
 */
export async function enterOrChallenge(
  ctx: Context,
  db: EntityManager,
  step: FirstStep,
): Promise<Entered | { challenge: Challenge }> {
  const { account, deviceToken } = step;
  const { userId } = account.membership;
  const methods = await methodsOf(db, userId);
  if (methods.length === 0) {
    return account.organization.secondFactorRequired
      ? { challenge: await challenge(ctx, db, step, methods) }
      : enterAccount(ctx, db, account, { isFresh: true, secondFactorAt: null });
  }
  const secondFactorAt = await rememberedSince(db, userId, deviceToken);
  if (!secondFactorAt) return { challenge: await challenge(ctx, db, step, methods) };
  // The password alone is no fresh proof of an account with a second factor.
  return enterAccount(ctx, db, account, { isFresh: false, secondFactorAt });
}

async function challenge(
  ctx: Context,
  db: EntityManager,
  { account, passwordHash, shouldChangePassword }: FirstStep,
  methods: SecondFactorMethod[],
): Promise<Challenge> {
  const { orgId, userId, user } = account.membership;
  const token = `${orgId}.${randomToken()}`;
  const secret = methods.length === 0 ? newTotpSecret() : null;
  const passkeys = methods.includes('PASSKEY') ? await askPasskeys(ctx, db, userId) : null;
  const { email, firstName, lastName } = user;
  const displayName = `${firstName} ${lastName}`;
  const offered = secret === null ? null : await offerPasskey(ctx, db, { userId, email, displayName });
  const [row] = (await db.query(
    `INSERT INTO identity.log_in_challenges (org_id, token_hash, user_id, password_check, should_change_password,
                                             sealed_secret, passkey_challenge, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(mins => $8))
     RETURNING expires_at AS "expiresAt"`,
    [
      orgId,
      hashToken(token),
      userId,
      checkOf(passwordHash),
      shouldChangePassword,
      secret && ctx.secrets.seal(secret, secretPurpose(userId)),
      passkeys?.challenge ?? offered?.challenge ?? null,
      MINUTES,
    ],
  )) as { expiresAt: Date }[];
  if (!row) throw new Error('An insert answered nothing.');
  return {
    token,
    expiresAt: row.expiresAt,
    methods: secret ? ['PASSKEY', 'TOTP'] : methods,
    passkeyOptions: passkeys?.options ?? null,
    enrollment: secret === null ? null : await showTotp(secret, email),
    passkeyRegistrationOptions: offered?.options ?? null,
  };
}

/** Tells whether a password is still the one that was checked, without keeping its hash twice. */
const checkOf = (passwordHash: string): Buffer => createHash('sha256').update(passwordHash).digest();

/** A challenge that waits. */
export interface WaitingChallenge {
  orgId: string;
  userId: string;
  shouldChangePassword: boolean;
  /** The secret that is set up on the way, sealed. */
  sealedSecret: string | null;
  passkeyChallenge: string | null;
}

/** A challenge that is over. It says nothing about a proof: it neither counts as a failure nor as a success. */
export const challengeInvalid = () =>
  new EntryRefused([
    {
      code: 'CHALLENGE_INVALID',
      path: ['challenge'],
      message: 'This log-in is over, or was completed. Begin again with the password.',
    },
  ]);

/** The organisation a challenge's token names; null for what is none. Proves nothing. */
export function organizationOf(token: string): string | null {
  const [orgId = '', rest] = token.split('.');
  return token.length <= MAX_TOKEN_LENGTH && rest && isId(orgId) ? orgId : null;
}

/**
 * Finds a challenge that waits, and whose password is still the one that was checked. Whoever answers the same one waits.
 *
 * @param db a transaction inside the organisation that the token names
 */
export async function findChallenge(
  db: EntityManager,
  orgId: string,
  token: string,
): Promise<WaitingChallenge | null> {
  const [found] = (await db.query(
    `SELECT org_id AS "orgId", user_id AS "userId", should_change_password AS "shouldChangePassword",
            sealed_secret AS "sealedSecret", passkey_challenge AS "passkeyChallenge", password_check AS "passwordCheck"
       FROM identity.log_in_challenges
      WHERE org_id = $1 AND token_hash = $2 AND expires_at > clock_timestamp() AND failures < $3 FOR UPDATE`,
    [orgId, hashToken(token), MAX_FAILURES],
  )) as (WaitingChallenge & { passwordCheck: Buffer })[];
  if (!found) return null;
  // Whoever sets a factor up will write the account: two that held it shared would wait for each other for ever.
  const lock = found.sealedSecret === null ? 'SHARE' : 'NO KEY UPDATE';
  const [person] = (await db.query(
    `SELECT password_hash AS hash FROM identity.users WHERE id = $1 FOR ${lock}`,
    [found.userId],
  )) as { hash: string }[];
  return person && checkOf(person.hash).equals(found.passwordCheck) ? found : null;
}

/** Counts a wrong answer. */
export async function countFailure(db: EntityManager, orgId: string, token: string): Promise<void> {
  await db.query(
    'UPDATE identity.log_in_challenges SET failures = failures + 1 WHERE org_id = $1 AND token_hash = $2',
    [orgId, hashToken(token)],
  );
}

/** Ends a challenge: it was answered. */
export async function spendChallenge(db: EntityManager, orgId: string, token: string): Promise<void> {
  await db.query('DELETE FROM identity.log_in_challenges WHERE org_id = $1 AND token_hash = $2', [
    orgId,
    hashToken(token),
  ]);
}
