import { randomInt } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { hashToken } from '../../../../service-kit/auth/secrets';

/*
 * Codes for who has lost the second factor. Sixteen letters of 32 are 80 bits: their SHA-256 tells nothing. Each works once,
 * whoever comes first: it is spent by taking its row away.
 */

const CODES = 10;
/** Without 0, 1, i and o: nobody mistakes one for another on paper. */
const LETTERS = '23456789abcdefghjklmnpqrstuvwxyz';
const GROUPS = 4;
const GROUP_LENGTH = 4;

const newCode = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  ).join('-');

/** What is compared of a code as people type it; null for what can be none. */
function keyOf(typed: string): Buffer | null {
  if (typed.length > 100) return null;
  const letters = typed.toLowerCase().replace(/[\s-]/g, '');
  return letters.length === GROUPS * GROUP_LENGTH ? hashToken(letters) : null;
}

/**
 * Makes a person new codes; those from before work no more.
 *
 * @param db a transaction in an organisation of theirs
 * @returns the codes, to be shown once
 */
export async function renewCodes(db: EntityManager, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode);
  await db.query('DELETE FROM identity.recovery_codes WHERE user_id = $1', [userId]);
  await db.query('INSERT INTO identity.recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])', [
    userId,
    codes.map(keyOf),
  ]);
  return codes;
}

/** Spends a code. @returns whether it was one: of any number at the same time, one gets true */
export async function spendCode(db: EntityManager, userId: string, typed: string): Promise<boolean> {
  const key = keyOf(typed);
  if (!key) return false;
  const [, gone] = (await db.query(
    'DELETE FROM identity.recovery_codes WHERE user_id = $1 AND code_hash = $2',
    [userId, key],
  )) as [unknown[], number];
  return gone > 0;
}
