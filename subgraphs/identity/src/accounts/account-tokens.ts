import type { DataSource, EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH, randomToken } from '../../../../service-kit/auth/secrets';
import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { User } from '../users/user.entity';

/*
 * Tokens of links that prove an address: 256 random bits, SHA-256 at rest, the newest of its kind only, spent once by whoever comes
 * first. They are spent by a mutation, never by opening the link: programs that look at mails open links.
 */

export type AccountTokenKind = 'VERIFY_EMAIL' | 'RESET_PASSWORD' | 'RESET_SECOND_FACTOR';

/** How long links hold: 20 minutes is what OWASP allows a reset; an address may be confirmed after the weekend. */
export const RESET_MINUTES = 20;
const LIFE: Record<AccountTokenKind, string> = {
  VERIFY_EMAIL: '3 days',
  RESET_PASSWORD: `${RESET_MINUTES} minutes`,
  RESET_SECOND_FACTOR: '1 day',
};

/**
 * Writes a person's newest token of a kind.
 *
 * @param db a transaction inside the organisation that the mail is sent from
 * @returns the token; null within a minute of the one before, which holds on
 */
export async function putAccountToken(
  db: EntityManager,
  who: { orgId: string; userId: string },
  kind: AccountTokenKind,
): Promise<string | null> {
  const token = randomToken();
  const [row] = (await db.query(
    'SELECT identity.put_account_token($1, $2, $3, $4, $5::interval) AS written',
    [who.userId, who.orgId, kind, hashToken(token), LIFE[kind]],
  )) as { written: boolean }[];
  return row?.written ? token : null;
}

/** Whose a token is. */
export interface TokenOwner {
  userId: string;
  /** Where the person can be read and changed. */
  orgId: string;
  email: string;
  emailKey: string;
  firstName: string;
  lastName: string;
  passwordHash: string;
  locale: string | null;
  emailVerifiedAt: Date | null;
}

/** What is said of a link that opens nothing (any more). */
export const tokenInvalid = (): InputRejected =>
  reject(
    'TOKEN_INVALID',
    'token',
    'This link was used, is over, or was replaced by a newer one. Ask for a new one.',
  );

/** Finds whose a token is, and leaves it. @throws InputRejected TOKEN_INVALID */
export async function findTokenOwner(
  source: DataSource,
  kind: AccountTokenKind,
  token: string,
): Promise<TokenOwner> {
  const [found] =
    token.length > MAX_TOKEN_LENGTH
      ? []
      : ((await source.query(
          'SELECT user_id AS "userId", org_id AS "orgId" FROM identity.find_account_token($1, $2)',
          [kind, hashToken(token)],
        )) as { userId: string; orgId: string }[]);
  if (!found) throw tokenInvalid();
  return ownerOf(source, found);
}

/** Reads whose a link is. @throws InputRejected TOKEN_INVALID when they can't be seen from where it was sent */
export async function ownerOf(
  source: DataSource,
  found: { userId: string; orgId: string },
): Promise<TokenOwner> {
  const person = await inOrganization(source, found.orgId, (db) =>
    db
      .getRepository(User)
      .createQueryBuilder('person')
      .addSelect('person.passwordHash')
      .where('person.id = :userId', found)
      .getOne(),
  );
  if (!person) throw tokenInvalid(); // removed from the organisation that the link was sent from
  return { ...person, userId: found.userId, orgId: found.orgId };
}

/** Spends a token, within the transaction of what it allows. @throws InputRejected TOKEN_INVALID when somebody was first */
export async function spendToken(db: EntityManager, kind: AccountTokenKind, token: string): Promise<void> {
  const [row] = (await db.query('SELECT identity.spend_account_token($1, $2) AS spent', [
    kind,
    hashToken(token),
  ])) as { spent: boolean }[];
  if (!row?.spent) throw tokenInvalid();
}

/** Takes a person's token of a kind away, if there is one. */
export async function forgetTokens(db: EntityManager, userId: string, kind: AccountTokenKind): Promise<void> {
  await db.query('SELECT identity.forget_account_tokens($1, $2)', [userId, kind]);
}

/** Takes all of a person's tokens away: what was sent before opens nothing any more. */
export async function forgetAllTokens(db: EntityManager, userId: string): Promise<void> {
  for (const kind of Object.keys(LIFE) as AccountTokenKind[]) await forgetTokens(db, userId, kind);
}

/** Takes a person's request back, if there is one: whoever made it may have known the password that is no more. */
export async function dropEmailChange(db: EntityManager, userId: string): Promise<boolean> {
  const [row] = (await db.query('SELECT identity.cancel_email_change($1) AS cancelled', [userId])) as {
    cancelled: boolean;
  }[];
  return row?.cancelled === true;
}
