import type { EntityManager } from 'typeorm';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { provePasskey } from './passkeys';
import { spendCode } from './recovery-codes';
import type { ProofInput, SecondFactorMethod } from './second-factor';
import { stepOfCode } from './totp';

/** What binds a sealed secret to its row: copied to another person's it does not open. */
export const secretPurpose = (userId: string): string => `identity.totp ${userId}`;

const PATHS = {
  code: 'TOTP',
  recoveryCode: 'RECOVERY_CODE',
  passkey: 'PASSKEY',
  newPasskey: 'PASSKEY',
} as const;

/** @throws InputRejected PROOF_REQUIRED, AMBIGUOUS unless exactly one proof is given */
export function checkOneProof(input: ProofInput & { password?: string | null | undefined }): void {
  const given = [...Object.keys(PATHS), 'password'].filter((path) => input[path as keyof ProofInput] != null);
  if (given.length === 1) return;
  if (given.length === 0) throw reject('PROOF_REQUIRED', 'code', 'Give a code, or another proof.');
  throw reject('AMBIGUOUS', given[1] ?? '', 'Give one proof, not several.');
}

/** The words for a proof that is none. */
export function wrongProof(input: ProofInput): Error {
  const path = (Object.keys(PATHS) as (keyof typeof PATHS)[]).find((name) => input[name] != null) ?? 'code';
  const code = path === 'passkey' || path === 'newPasskey' ? 'INVALID_PASSKEY' : 'INVALID_CODE';
  return reject(code, path, 'This is not right, or was used before. Try the next one.');
}

/**
 * Checks a proof and spends it, so that nobody can use it again.
 *
 * @param db a transaction in an organisation of the person's; a spent proof stays spent only if it commits
 * @param passkeyChallenge what a passkey was asked to sign; null when it was asked nothing
 * @returns how it was proved; null when it was not
 */
export async function prove(
  ctx: Context,
  db: EntityManager,
  userId: string,
  input: ProofInput,
  passkeyChallenge: string | null,
): Promise<SecondFactorMethod | null> {
  if (input.code != null) return (await proveCode(ctx, db, userId, input.code)) ? 'TOTP' : null;
  if (input.recoveryCode != null)
    return (await spendCode(db, userId, input.recoveryCode)) ? 'RECOVERY_CODE' : null;
  if (input.passkey == null || passkeyChallenge === null) return null;
  return (await provePasskey(ctx, db, userId, input.passkey, passkeyChallenge)) ? 'PASSKEY' : null;
}

/** The period of a code is kept in the statement that compares it: at the same moment, too, one of two gets in. */
async function proveCode(ctx: Context, db: EntityManager, userId: string, code: string): Promise<boolean> {
  const [factor] = (await db.query(
    'SELECT sealed_secret AS "sealedSecret" FROM identity.totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL',
    [userId],
  )) as { sealedSecret: string }[];
  if (!factor) return false;
  const step = stepOfCode(ctx.secrets.open(factor.sealedSecret, secretPurpose(userId)), code);
  if (step === null) return false;
  const [, changed] = (await db.query(
    'UPDATE identity.totp_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL',
    [userId, step],
  )) as [unknown[], number];
  return changed > 0;
}
