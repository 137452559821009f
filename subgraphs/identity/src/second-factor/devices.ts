import type { EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH, randomToken } from '../../../../service-kit/auth/secrets';
import { newId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';

/*
 * Devices that proved the second factor and are not asked for it for 30 days. A device holds a token of 256 bits; its SHA-256 is
 * kept. A change of the second factor or of the password forgets all of them.
 */

const DAYS = 30;
/** Of a person; the least recently used one goes first. */
const MOST = 50;
const MAX_FACT_LENGTH = 200;

/** Remembers a device. @returns its token, which is told once */
export async function rememberSecondFactor(
  ctx: Pick<Context, 'facts'>,
  db: EntityManager,
  userId: string,
): Promise<string> {
  const token = randomToken();
  await db.query(
    `INSERT INTO identity.remembered_devices (id, user_id, token_hash, user_agent, ip, expires_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(days => $6))`,
    [newId(), userId, hashToken(token), ctx.facts.userAgent?.slice(0, MAX_FACT_LENGTH), ctx.facts.ip, DAYS],
  );
  await db.query(
    `DELETE FROM identity.remembered_devices WHERE user_id = $1 AND id IN (
       SELECT id FROM identity.remembered_devices WHERE user_id = $1 ORDER BY last_used_at DESC, id DESC OFFSET $2)`,
    [userId, MOST],
  );
  return token;
}

/** Since when a device is remembered for a person; null when it is not (any more). */
export async function rememberedSince(
  db: EntityManager,
  userId: string,
  token: string | null | undefined,
): Promise<Date | null> {
  if (!token || token.length > MAX_TOKEN_LENGTH) return null;
  const [[row]] = (await db.query(
    `UPDATE identity.remembered_devices SET last_used_at = clock_timestamp()
      WHERE user_id = $1 AND token_hash = $2 AND expires_at > clock_timestamp() RETURNING created_at AS "createdAt"`,
    [userId, hashToken(token)],
  )) as [{ createdAt: Date }[], number];
  return row?.createdAt ?? null;
}

/** Forgets a person's device, or all of them. @returns how many */
export async function forgetRemembered(
  db: EntityManager,
  userId: string,
  id: string | null = null,
): Promise<number> {
  const [, gone] = (await db.query(
    'DELETE FROM identity.remembered_devices WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2)',
    [userId, id],
  )) as [unknown[], number];
  return gone;
}
