import type { EntityManager } from 'typeorm';
import type { PasskeyRow, RememberedDeviceRow, SecondFactorMethod, SecondFactorState } from './second-factor';

/** What a person can prove a second factor by; empty when there is none. @param db in an organisation of theirs */
export async function methodsOf(db: EntityManager, userId: string): Promise<SecondFactorMethod[]> {
  const [row] = (await db.query(
    `SELECT EXISTS (SELECT 1 FROM identity.totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS totp,
            EXISTS (SELECT 1 FROM identity.passkeys WHERE user_id = $1) AS passkey,
            EXISTS (SELECT 1 FROM identity.recovery_codes WHERE user_id = $1) AS recovery`,
    [userId],
  )) as { totp: boolean; passkey: boolean; recovery: boolean }[];
  const { totp = false, passkey = false, recovery = false } = row ?? {};
  if (!totp && !passkey) return []; // recovery codes alone are no second factor
  return [
    ...(passkey ? (['PASSKEY'] as const) : []),
    ...(totp ? (['TOTP'] as const) : []),
    ...(recovery ? (['RECOVERY_CODE'] as const) : []),
  ];
}

/**
 * Has changes of a person's second factor wait for one another: of two passkeys that are removed at once one is the last, and one of two
 * first factors brings the recovery codes. Before any other lock on their factors.
 */
export async function holdFactors(db: EntityManager, userId: string): Promise<void> {
  await db.query('SELECT 1 FROM identity.users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
}

/** When a second factor was proved that the person still has: one that was turned off proves nothing. */
export async function provedFactor(
  db: EntityManager,
  userId: string,
  { secondFactorAt }: { secondFactorAt: Date | null },
): Promise<Date | null> {
  return secondFactorAt !== null && (await methodsOf(db, userId)).length > 0 ? secondFactorAt : null;
}

/** All that its owner sees of a second factor. @param db in an organisation of theirs */
export async function readState(db: EntityManager, userId: string): Promise<SecondFactorState> {
  const methods = await methodsOf(db, userId);
  const [row] = (await db.query(
    `SELECT (SELECT confirmed_at FROM identity.totp_factors WHERE user_id = $1) AS "totpEnabledAt",
            (SELECT count(*)::int FROM identity.recovery_codes WHERE user_id = $1) AS "recoveryCodesLeft"`,
    [userId],
  )) as { totpEnabledAt: Date | null; recoveryCodesLeft: number }[];
  const passkeys = (await db.query(
    `SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"
       FROM identity.passkeys WHERE user_id = $1 ORDER BY id DESC`,
    [userId],
  )) as PasskeyRow[];
  const rememberedDevices = (await db.query(
    `SELECT id, user_agent AS "userAgent", ip, created_at AS "createdAt", last_used_at AS "lastUsedAt",
            expires_at AS "expiresAt"
       FROM identity.remembered_devices WHERE user_id = $1 AND expires_at > clock_timestamp()
      ORDER BY last_used_at DESC, id DESC LIMIT 50`,
    [userId],
  )) as RememberedDeviceRow[];
  const { totpEnabledAt = null, recoveryCodesLeft = 0 } = row ?? {};
  return {
    isEnabled: methods.length > 0,
    methods,
    totpEnabledAt,
    recoveryCodesLeft,
    passkeys,
    rememberedDevices,
  };
}

/** Takes a person's second factor away, with all that belongs to it. */
export async function forgetSecondFactor(db: EntityManager, userId: string): Promise<void> {
  for (const table of ['totp_factors', 'passkeys', 'recovery_codes', 'remembered_devices']) {
    await db.query(`DELETE FROM identity.${table} WHERE user_id = $1`, [userId]);
  }
}

/**
 * Takes away what was added to a person's second factor since a moment: it may be of whoever had taken the account. Recovery codes
 * and remembered devices go whichever age they have: nobody knows who has them.
 */
export async function forgetFactorsSince(db: EntityManager, userId: string, since: Date): Promise<void> {
  await db.query(
    'DELETE FROM identity.totp_factors WHERE user_id = $1 AND (created_at >= $2 OR confirmed_at >= $2 OR confirmed_at IS NULL)',
    [userId, since],
  );
  await db.query('DELETE FROM identity.passkeys WHERE user_id = $1 AND created_at >= $2', [userId, since]);
  await db.query('DELETE FROM identity.recovery_codes WHERE user_id = $1', [userId]);
  await db.query('DELETE FROM identity.remembered_devices WHERE user_id = $1', [userId]);
}
