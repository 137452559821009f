import type { EntityManager } from 'typeorm';
import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import { guardSecondFactor } from '../auth/log-in-guard';
import type { Context } from '../context';
import { User } from '../users/user.entity';
import { forgetRemembered } from './devices';
import { forgetSecondFactor, holdFactors, methodsOf, readState } from './factors';
import { secretPurpose, wrongProof } from './prove';
import { renewCodes } from './recovery-codes';
import type { SecondFactorState, TotpEnrollment } from './second-factor';
import { noteSecurity } from './security-notices';
import { newTotpSecret, showTotp, stepOfCode } from './totp';

/** The caller's second factor. */
export const ownSecondFactor = (ctx: Context): Promise<SecondFactorState> =>
  read(ctx, (db) => readState(db, ctx.viewer.userId));

/**
 * Makes a secret for an authenticator app; it counts once it is confirmed.
 *
 * @throws InputRejected ALREADY_ENABLED
 */
export async function startTotpEnrollment(ctx: Context): Promise<{ enrollment: TotpEnrollment }> {
  const { userId } = ctx.viewer;
  const secret = newTotpSecret();
  const email = await withTransaction(ctx, async ({ transaction: db }) => {
    const rows = (await db.query(
      `INSERT INTO identity.totp_factors AS known (user_id, sealed_secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = clock_timestamp()
         WHERE known.confirmed_at IS NULL RETURNING 1`,
      [userId, ctx.secrets.seal(secret, secretPurpose(userId))],
    )) as unknown[];
    if (rows.length === 0) throw alreadyEnabled();
    return (await db.getRepository(User).findOneByOrFail({ id: userId })).email;
  });
  return { enrollment: await showTotp(secret, email) };
}

const alreadyEnabled = () =>
  reject(
    'ALREADY_ENABLED',
    '',
    'An authenticator app is on. Turn the second factor off first to use another one.',
  );

/**
 * Turns the app on by a code of it. This session has proved the second factor by that.
 *
 * @throws GraphQLError RATE_LIMITED @throws InputRejected NOT_STARTED, ALREADY_ENABLED, INVALID_CODE
 */
export async function confirmTotpEnrollment(
  ctx: Context,
  { code }: { code: string },
): Promise<{ recoveryCodes: string[] }> {
  const { orgId, userId, sessionId } = ctx.viewer;
  const recoveryCodes = await guardSecondFactor(ctx, userId, () =>
    withTransaction(ctx, async (ctx) => {
      const { transaction: db } = ctx;
      await holdFactors(db, userId);
      const [factor] = (await db.query(
        `SELECT sealed_secret AS "sealedSecret", confirmed_at AS "confirmedAt"
           FROM identity.totp_factors WHERE user_id = $1 FOR UPDATE`,
        [userId],
      )) as { sealedSecret: string; confirmedAt: Date | null }[];
      if (!factor) throw reject('NOT_STARTED', '', 'Use startTotpEnrollment first.');
      if (factor.confirmedAt) throw alreadyEnabled();
      const { sealedSecret } = factor;
      const codes = await turnTotpOn(ctx, db, { orgId, userId, sealedSecret }, code);
      await markProved(db, { orgId, sessionId });
      return codes;
    }),
  );
  ctx.bell?.ring(orgId);
  return { recoveryCodes };
}

/**
 * Makes a secret the account's, by a code that shows that the app has it; the code is spent.
 *
 * @returns the recovery codes; an account that has some gets new ones
 * @throws InputRejected INVALID_CODE; for an account, too, that had an app turned on a moment ago: that one stays
 */
export async function turnTotpOn(
  ctx: Context,
  db: EntityManager,
  { orgId, userId, sealedSecret }: { orgId: string; userId: string; sealedSecret: string },
  code: string,
): Promise<string[]> {
  const step = stepOfCode(ctx.secrets.open(sealedSecret, secretPurpose(userId)), code);
  if (step === null) throw wrongProof({ code });
  const kept = (await db.query(
    `INSERT INTO identity.totp_factors AS known (user_id, sealed_secret, confirmed_at, last_step)
     VALUES ($1, $2, clock_timestamp(), $3)
     ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret,
       confirmed_at = excluded.confirmed_at, last_step = excluded.last_step
       WHERE known.confirmed_at IS NULL RETURNING 1`,
    [userId, sealedSecret, step],
  )) as unknown[];
  if (kept.length === 0) throw wrongProof({ code });
  await forgetRemembered(db, userId);
  await noteSecurity(ctx, db, { orgId, userId }, 'SECOND_FACTOR_ON');
  return renewCodes(db, userId);
}

/** Notes that a session has just proved the second factor, and who it is. */
export async function markProved(
  db: EntityManager,
  { orgId, sessionId }: { orgId: string; sessionId: string },
): Promise<void> {
  await db.query(
    `UPDATE identity.sessions SET second_factor_at = clock_timestamp(), authenticated_at = clock_timestamp()
      WHERE org_id = $1 AND id = $2`,
    [orgId, sessionId],
  );
}

/** Makes new recovery codes. @throws InputRejected NOT_ENABLED */
export function renewRecoveryCodes(ctx: Context): Promise<{ recoveryCodes: string[] }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await holdFactors(db, viewer.userId);
    if ((await methodsOf(db, viewer.userId)).length === 0) throw notEnabled();
    await noteSecurity(ctx, db, viewer, 'RECOVERY_CODES_RENEWED');
    return { recoveryCodes: await renewCodes(db, viewer.userId) };
  });
}

const notEnabled = () => reject('NOT_ENABLED', '', 'You have no second factor.');

/** Takes a passkey away. @throws GraphQLError NOT_FOUND @throws InputRejected SECOND_FACTOR_DEMANDED when it is the last factor */
export function removePasskey(ctx: Context, input: { id: string }): Promise<{ removedPasskeyId: string }> {
  const id = checkId(input.id, 'Passkey');
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { userId } = viewer;
    await holdFactors(db, userId);
    const [, gone] = (await db.query('DELETE FROM identity.passkeys WHERE user_id = $1 AND id = $2', [
      userId,
      id,
    ])) as [unknown[], number];
    if (gone === 0) throw notFound('Passkey');
    if ((await methodsOf(db, userId)).length === 0) {
      await refuseWhereDemanded(db, userId);
      await forgetSecondFactor(db, userId);
    }
    await noteSecurity(ctx, db, viewer, 'PASSKEY_REMOVED');
    return { removedPasskeyId: id };
  });
}

/** Turns the second factor off. @throws InputRejected NOT_ENABLED, SECOND_FACTOR_DEMANDED */
export async function disableSecondFactor(ctx: Context): Promise<{ secondFactor: SecondFactorState }> {
  await withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await holdFactors(db, viewer.userId);
    if ((await methodsOf(db, viewer.userId)).length === 0) throw notEnabled();
    await refuseWhereDemanded(db, viewer.userId);
    await forgetSecondFactor(db, viewer.userId);
    await noteSecurity(ctx, db, viewer, 'SECOND_FACTOR_OFF');
  });
  return { secondFactor: await ownSecondFactor(ctx) };
}

async function refuseWhereDemanded(db: EntityManager, userId: string): Promise<void> {
  const [row] = (await db.query('SELECT identity.is_second_factor_demanded($1) AS demanded', [userId])) as {
    demanded: boolean;
  }[];
  if (row?.demanded)
    throw reject(
      'SECOND_FACTOR_DEMANDED',
      '',
      'An organisation of yours demands a second factor: leave one on.',
    );
}

/** Has devices asked for the second factor again. @throws GraphQLError NOT_FOUND */
export function forgetDevices(
  ctx: Context,
  { deviceId }: { deviceId?: string | null | undefined },
): Promise<{ forgottenDevices: number }> {
  const id = deviceId == null ? null : checkId(deviceId, 'Device');
  return withTransaction(ctx, async ({ transaction: db, viewer }) => {
    const forgottenDevices = await forgetRemembered(db, viewer.userId, id);
    if (id !== null && forgottenDevices === 0) throw notFound('Device');
    return { forgottenDevices };
  });
}
