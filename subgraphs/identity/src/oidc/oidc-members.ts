import type { EntityManager } from 'typeorm';
import { NO_PASSWORD } from '../auth/passwords';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { takeFromSquatter } from '../accounts/squatters';
import { addPerson } from '../organizations/organizations.service';
import { lockRoles } from '../roles/role-rules';
import { parseEmail, type Email } from '../../../../service-kit/mail/email-address';
import { parseName } from '../../../../service-kit/data/names';
import { domainOf, type OidcProviderRow } from './oidc';
import type { OidcClaims } from './provider-client';

/*
 * Which account is meant. A provider speaks for the people of its organisation's proved domains, and for nobody else: what it says of
 * others would open accounts that are not its organisation's to give.
 */

/** Whose log-in it is. */
export interface OidcMember {
  userId: string;
  passwordHash: string;
  /** To be announced after the commit: of whoever had registered the address before. */
  endedSessions: string[];
}

/** The person is known, and may not enter. */
export const notAllowed = () =>
  reject(
    'OIDC_NOT_ALLOWED',
    '',
    'You are known here, and not let in. Ask an administrator of your organisation.',
  );

/**
 * Finds the account that a provider means, links it at the first time, and makes it when there is none.
 *
 * @param db a transaction inside the organisation
 * @throws InputRejected OIDC_EMAIL_MISSING, OIDC_EMAIL_NOT_VERIFIED, OIDC_DOMAIN_NOT_VERIFIED, OIDC_NOT_ALLOWED, OIDC_ROLE_GONE, EMAIL_TAKEN
 */
export async function memberOf(
  db: EntityManager,
  { orgId, provider, claims }: { orgId: string; provider: OidcProviderRow; claims: OidcClaims },
): Promise<OidcMember> {
  const email = claims.email === null ? null : parseEmail(claims.email);
  if (!email)
    throw reject(
      'OIDC_EMAIL_MISSING',
      '',
      'Your log-in service tells no e-mail address of yours. Ask your administrators.',
    );
  if (!claims.isEmailVerified)
    throw reject(
      'OIDC_EMAIL_NOT_VERIFIED',
      '',
      'Your log-in service does not say that your e-mail address is confirmed. Ask your administrators.',
    );
  await lockRoles(db, orgId); // whoever comes for the first time at the same moment waits
  const domains = await provedDomains(db, orgId);
  if (!domains.has(domainOf(email.emailKey))) throw domainNotVerified();
  const linked = await findLinked(db, orgId, provider.issuer, claims.subject);
  if (!linked) return linkMember(db, { orgId, provider, claims, email });
  // Their address may be another one by now, which the provider has no say in.
  if (!domains.has(domainOf(linked.emailKey))) throw domainNotVerified();
  return { ...linked, endedSessions: [] };
}

const domainNotVerified = () =>
  reject(
    'OIDC_DOMAIN_NOT_VERIFIED',
    '',
    'Your address is of no domain that your organisation has proved to be its own.',
  );

async function provedDomains(db: EntityManager, orgId: string): Promise<Set<string>> {
  const rows = (await db.query(
    'SELECT domain FROM identity.oidc_domains WHERE org_id = $1 AND verified_at IS NOT NULL',
    [orgId],
  )) as { domain: string }[];
  return new Set(rows.map(({ domain }) => domain));
}

async function findLinked(
  db: EntityManager,
  orgId: string,
  issuer: string,
  subject: string,
): Promise<{ userId: string; emailKey: string; passwordHash: string } | null> {
  const [row] = (await db.query(
    `SELECT person.id AS "userId", person.email_key AS "emailKey", person.password_hash AS "passwordHash"
       FROM identity.oidc_identities linked JOIN identity.users person ON person.id = linked.user_id
      WHERE linked.org_id = $1 AND linked.issuer = $2 AND linked.subject = $3`,
    [orgId, issuer, subject],
  )) as { userId: string; emailKey: string; passwordHash: string }[];
  return row ?? null;
}

interface Newcomer {
  orgId: string;
  provider: OidcProviderRow;
  claims: OidcClaims;
  email: Email;
}

async function linkMember(db: EntityManager, newcomer: Newcomer): Promise<OidcMember> {
  const { orgId, provider, claims, email } = newcomer;
  const [known] = (await db.query(
    `SELECT user_id AS "userId", status, is_verified AS "isVerified" FROM identity.find_person($1)`,
    [email.emailKey],
  )) as { userId: string; status: string; isVerified: boolean }[];
  if (known && known.status !== 'ACTIVE') throw notAllowed();
  const userId = known?.userId ?? (await addNewcomer(db, newcomer));
  await join(db, orgId, userId, provider);
  const endedSessions = known?.isVerified ? [] : await proveAddress(db, userId, known !== undefined);
  // The address is one account's, so it is the same person, whatever subject they had at the provider before.
  await db.query('DELETE FROM identity.oidc_identities WHERE org_id = $1 AND issuer = $2 AND user_id = $3', [
    orgId,
    provider.issuer,
    userId,
  ]);
  await db.query(
    'INSERT INTO identity.oidc_identities (org_id, issuer, subject, user_id) VALUES ($1, $2, $3, $4)',
    [orgId, provider.issuer, claims.subject, userId],
  );
  const [person] = (await db.query(
    'SELECT password_hash AS "passwordHash" FROM identity.users WHERE id = $1',
    [userId],
  )) as { passwordHash: string }[];
  return { userId, passwordHash: person?.passwordHash ?? NO_PASSWORD, endedSessions };
}

async function addNewcomer(db: EntityManager, { claims, email }: Newcomer): Promise<string> {
  const name = (given: string | null, path: string): string => {
    const parsed = parseName(given ?? '', path);
    return typeof parsed === 'string' ? parsed : '';
  };
  const local = email.email.slice(0, email.email.lastIndexOf('@')).slice(0, 100);
  const { userId, isNew } = await addPerson(db, {
    ...email,
    firstName: name(claims.firstName, 'firstName') || local,
    lastName: name(claims.lastName, 'lastName') || local,
    passwordHash: NO_PASSWORD,
  });
  if (isNew) return userId;
  const known = (await db.query('SELECT 1 FROM identity.find_person($1)', [email.emailKey])) as unknown[];
  if (known.length > 0)
    throw serviceUnavailable('The account of this address was made meanwhile. Try again.');
  throw reject(
    'EMAIL_TAKEN',
    '',
    'This address was another account’s until a few days ago, and may be taken back by it.',
  );
}

/** Somebody new gets the provider's role. Who was deactivated or removed is not let in again by logging in. */
async function join(
  db: EntityManager,
  orgId: string,
  userId: string,
  { roleId }: OidcProviderRow,
): Promise<void> {
  const [member] = (await db.query(
    'SELECT status FROM identity.memberships WHERE org_id = $1 AND user_id = $2 FOR SHARE',
    [orgId, userId],
  )) as { status: string }[];
  if (member) {
    if (member.status !== 'ACTIVE') throw notAllowed();
    return;
  }
  const roles = (await db.query('SELECT 1 FROM identity.roles WHERE org_id = $1 AND id = $2 FOR KEY SHARE', [
    orgId,
    roleId,
  ])) as unknown[];
  if (roles.length === 0)
    throw reject(
      'OIDC_ROLE_GONE',
      '',
      'The role for new people is gone. Ask an administrator of your organisation.',
    );
  await db.query('INSERT INTO identity.memberships (org_id, user_id, role_id) VALUES ($1, $2, $3)', [
    orgId,
    userId,
    roleId,
  ]);
}

/** The address is proved. An account that never proved it may be somebody else's, who loses it. @returns sessions to announce */
async function proveAddress(db: EntityManager, userId: string, isSquatters: boolean): Promise<string[]> {
  await db.query(
    `UPDATE identity.users SET email_verified_at = clock_timestamp(),
            password_hash = CASE WHEN $2::boolean THEN $3 ELSE password_hash END WHERE id = $1`,
    [userId, isSquatters, NO_PASSWORD],
  );
  return isSquatters ? takeFromSquatter(db, userId) : [];
}
