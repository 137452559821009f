import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import type { PasskeyRow } from './second-factor';

/*
 * Passkeys (WebAuthn). What a browser answers holds only for the challenge it was asked with, for our origin and for us; the
 * library checks that, and we keep the counter, by which a copied key is found out. It takes 0.4 s to load: the first who
 * needs it waits for it.
 */

const NAME = 'CashCraft';
/** A browser's answer has some kB. */
const MAX_JSON = 20_000;

const library = () => import('@simplewebauthn/server');

interface StoredKey {
  id: string;
  credentialId: string;
  publicKey: Buffer;
  counter: string;
  transports: AuthenticatorTransport[];
}

async function keysOf(db: EntityManager, userId: string): Promise<StoredKey[]> {
  return (await db.query(
    `SELECT id, credential_id AS "credentialId", public_key AS "publicKey", counter, transports
       FROM identity.passkeys WHERE user_id = $1 ORDER BY id DESC`,
    [userId],
  )) as StoredKey[];
}

/** What a browser asks the person's passkeys with, and the challenge in it. Null for who has none. */
export async function askPasskeys(
  ctx: Pick<Context, 'links'>,
  db: EntityManager,
  userId: string,
): Promise<{ options: string; challenge: string } | null> {
  const keys = await keysOf(db, userId);
  if (keys.length === 0) return null;
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: new URL(ctx.links.origin).hostname,
    userVerification: 'preferred',
    allowCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  });
  return { options: JSON.stringify(options), challenge: options.challenge };
}

/** What a browser makes a new passkey with, and the challenge in it. */
export async function offerPasskey(
  ctx: Pick<Context, 'links'>,
  db: EntityManager,
  person: { userId: string; email: string; displayName: string },
): Promise<{ options: string; challenge: string }> {
  const { generateRegistrationOptions } = await library();
  const keys = await keysOf(db, person.userId);
  const options = await generateRegistrationOptions({
    rpName: NAME,
    rpID: new URL(ctx.links.origin).hostname,
    userID: new Uint8Array(Buffer.from(person.userId.replaceAll('-', ''), 'hex')),
    userName: person.email,
    userDisplayName: person.displayName,
    attestationType: 'none',
    excludeCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
  return { options: JSON.stringify(options), challenge: options.challenge };
}

/**
 * Keeps a passkey that a browser made.
 *
 * @returns null when the answer is not one to the challenge, from our origin, or the key is known already
 */
export async function keepPasskey(
  ctx: Context,
  db: EntityManager,
  {
    userId,
    name,
    challenge,
    response,
  }: { userId: string; name: string; challenge: string; response: string },
): Promise<PasskeyRow | null> {
  const answer = parse<RegistrationResponseJSON>(response);
  if (!answer) return null;
  const { verifyRegistrationResponse } = await library();
  const { origin } = ctx.links;
  const checked = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: false,
  }).catch(() => null); // whatever is wrong with it, it is the sender's
  if (!checked?.verified) return null;
  const { credential } = checked.registrationInfo;
  const [row] = (await db.query(
    `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, transports, name)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING
     RETURNING id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`,
    [
      newId(),
      userId,
      credential.id,
      Buffer.from(credential.publicKey),
      credential.counter,
      credential.transports ?? [],
      name,
    ],
  )) as PasskeyRow[];
  return row ?? null;
}

/** Whether a browser's answer proves one of a person's passkeys. A challenge is up to the caller to spend. */
export async function provePasskey(
  ctx: Pick<Context, 'links' | 'log'>,
  db: EntityManager,
  userId: string,
  response: string,
  challenge: string,
): Promise<boolean> {
  const answer = parse<AuthenticationResponseJSON>(response);
  const key = answer && (await keysOf(db, userId)).find(({ credentialId }) => credentialId === answer.id);
  if (!answer || !key) return false;
  const { verifyAuthenticationResponse } = await library();
  const { origin } = ctx.links;
  const checked = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: false,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(key.publicKey),
      counter: Number(key.counter),
      transports: key.transports,
    },
  }).catch((error: unknown) => {
    ctx.log.info({ err: error, userId }, 'passkey refused');
    return null;
  });
  if (!checked?.verified) return false;
  const { newCounter } = checked.authenticationInfo;
  const [, changed] = (await db.query(
    `UPDATE identity.passkeys SET counter = $3, last_used_at = clock_timestamp()
      WHERE user_id = $1 AND id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))`,
    [userId, key.id, newCounter],
  )) as [unknown[], number];
  return changed > 0;
}

function parse<T extends { id: string }>(json: string): T | null {
  if (json.length > MAX_JSON) return null;
  try {
    const value = JSON.parse(json) as T | null;
    return typeof value === 'object' && typeof value?.id === 'string' ? value : null;
  } catch {
    return null;
  }
}
