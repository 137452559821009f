import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { FinishPasskeyRegistrationInput } from '../generated/types';
import { parseName } from '../../../../service-kit/data/names';
import { User } from '../users/user.entity';
import { forgetRemembered } from './devices';
import { markProved } from './enrollment.service';
import { holdFactors, methodsOf } from './factors';
import { askPasskeys, keepPasskey, offerPasskey } from './passkeys';
import { renewCodes } from './recovery-codes';
import type { PasskeyRow } from './second-factor';
import { noteSecurity } from './security-notices';

/** What a passkey was asked to sign holds this long, once, for the session that asked. */
const CHALLENGE_MINUTES = 5;
const MAX_PASSKEYS = 20;
const MAX_NAME_LENGTH = 100;

type Purpose = 'REGISTRATION' | 'STEP_UP';
type OfSession = Pick<Viewer, 'orgId' | 'sessionId'>;

async function keepChallenge(
  db: EntityManager,
  { orgId, sessionId }: OfSession,
  purpose: Purpose,
  challenge: string,
): Promise<void> {
  await db.query(
    `INSERT INTO identity.passkey_challenges (org_id, session_id, purpose, challenge, expires_at)
     SELECT org_id, id, $3, $4, clock_timestamp() + make_interval(mins => $5)
       FROM identity.sessions WHERE org_id = $1 AND id = $2 -- a key's caller has none
     ON CONFLICT (org_id, session_id, purpose)
       DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at`,
    [orgId, sessionId, purpose, challenge, CHALLENGE_MINUTES],
  );
}

/** Takes the challenge of a session, once. @returns null when there is none */
export async function spendPasskeyChallenge(
  db: EntityManager,
  { orgId, sessionId }: OfSession,
  purpose: Purpose,
): Promise<string | null> {
  const [[row]] = (await db.query(
    `DELETE FROM identity.passkey_challenges WHERE org_id = $1 AND session_id = $2 AND purpose = $3
     RETURNING challenge, expires_at > clock_timestamp() AS holds`,
    [orgId, sessionId, purpose],
  )) as [{ challenge: string; holds: boolean }[], number];
  return row?.holds ? row.challenge : null;
}

/** What a browser asks the caller's passkeys with, for `stepUp`. @throws InputRejected NO_PASSKEY */
export function startPasskeyStepUp(ctx: Context): Promise<{ options: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const asked = await askPasskeys(ctx, db, viewer.userId);
    if (!asked) throw reject('NO_PASSKEY', '', 'You have no passkey.');
    await keepChallenge(db, viewer, 'STEP_UP', asked.challenge);
    return { options: asked.options };
  });
}

/** What a browser makes a passkey of the caller's with. @throws InputRejected TOO_MANY_PASSKEYS */
export function startPasskeyRegistration(ctx: Context): Promise<{ options: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    const { userId } = viewer;
    await refuseTooMany(db, userId);
    const { email, firstName, lastName } = await db.getRepository(User).findOneByOrFail({ id: userId });
    const offered = await offerPasskey(ctx, db, { userId, email, displayName: `${firstName} ${lastName}` });
    await keepChallenge(db, viewer, 'REGISTRATION', offered.challenge);
    return { options: offered.options };
  });
}

async function refuseTooMany(db: EntityManager, userId: string): Promise<void> {
  const [row] = (await db.query('SELECT count(*)::int AS count FROM identity.passkeys WHERE user_id = $1', [
    userId,
  ])) as { count: number }[];
  if ((row?.count ?? 0) >= MAX_PASSKEYS)
    throw reject('TOO_MANY_PASSKEYS', '', `Keep ${MAX_PASSKEYS} passkeys at most: remove one first.`);
}

/**
 * Keeps the passkey that the browser made. With the first second factor of an account come recovery codes.
 *
 * @throws InputRejected INVALID_PASSKEY, TOO_MANY_PASSKEYS; the mistakes of a name
 */
export async function finishPasskeyRegistration(
  ctx: Context,
  { response, name: given }: FinishPasskeyRegistrationInput,
): Promise<{ passkey: PasskeyRow; recoveryCodes: string[] | null }> {
  const name = parseName(given ?? 'Passkey', 'name', MAX_NAME_LENGTH);
  if (typeof name !== 'string') throw name;
  const { orgId, userId, sessionId } = ctx.viewer;
  const kept = await withTransaction(ctx, async (ctx) => {
    const { transaction: db, viewer } = ctx;
    await holdFactors(db, userId);
    await refuseTooMany(db, userId);
    const isFirst = (await methodsOf(db, userId)).length === 0;
    const challenge = await spendPasskeyChallenge(db, viewer, 'REGISTRATION');
    const passkey = challenge && (await keepPasskey(ctx, db, { userId, name, challenge, response }));
    if (!passkey) return null;
    if (isFirst) await forgetRemembered(db, userId);
    await noteSecurity(ctx, db, { orgId, userId }, 'PASSKEY_ADDED');
    await markProved(db, { orgId, sessionId });
    return { passkey, recoveryCodes: isFirst ? await renewCodes(db, userId) : null };
  });
  if (!kept)
    throw reject(
      'INVALID_PASSKEY',
      'response',
      'This is no answer to what was asked. Start the registration anew.',
    );
  ctx.bell?.ring(orgId);
  return kept;
}
