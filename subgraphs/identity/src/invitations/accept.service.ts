import { actInOrganization } from '../../../../service-kit/subgraph/context';
import type { EntityManager } from 'typeorm';
import { hashToken, MAX_TOKEN_LENGTH } from '../../../../service-kit/auth/secrets';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { read } from '../../../../service-kit/subgraph/context';
import { guardLogIn } from '../auth/log-in-guard';
import { passwordMistake } from '../auth/password-rules';
import { forgetTokens } from '../accounts/account-tokens';
import { takeFromSquatter } from '../accounts/squatters';
import { preparePerson } from '../auth/registration.service';
import type { Context } from '../context';
import type { AcceptInvitationInput } from '../generated/types';
import { addPerson, type NewPerson } from '../organizations/organizations.service';
import { lockRoles } from '../roles/role-rules';
import { enterOrChallenge, type Challenge } from '../second-factor/challenges';
import { findActiveAccount } from '../sessions/accounts';
import { enterAccount, holdSession, proofOfSession, type Entered } from '../sessions/enter';
import type { EntryProof } from '../sessions/entry-rules';
import { announceRevoked } from '../sessions/sessions.service';
import { findPerson, type KnownPerson } from '../users/known-person';
import { STILL_GIVEN } from './invitation.entity';

/*
 * Who holds the token has read the invited address's mail, so the address is theirs. That they are also who the account of this
 * address belongs to takes a session, or its password. An account that never proved its address may be a squatter's: its password
 * gives way to the one that is given here, and its sessions end.
 */

/** An invitation as it is found by its token. */
interface FoundInvitation {
  orgId: string;
  id: string;
  email: string;
  emailKey: string;
  roleId: string;
  organization: string;
  state: 'PENDING' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED';
}

/** Who accepts, as far as it was proved before the transaction. */
type Acceptor =
  | { kind: 'new'; person: NewPerson }
  /** @property newPasswordHash replaces the password of an account that never proved its address */
  | { kind: 'known'; person: KnownPerson; newPasswordHash: string | null };

const MESSAGES: Record<Exclude<FoundInvitation['state'], 'PENDING'>, string> = {
  ACCEPTED: 'This invitation was accepted before: log in.',
  REVOKED: 'This invitation was taken back. Ask for a new one.',
  EXPIRED: 'This invitation is over. Ask for a new one.',
};

/**
 * Finds the invitation of a token.
 *
 * @throws InputRejected INVITATION_INVALID for no token of ours, or one that a newer mail has replaced
 */
async function findInvitation(ctx: Context, token: string): Promise<FoundInvitation> {
  const [place] =
    token.length > MAX_TOKEN_LENGTH
      ? []
      : ((await ctx.source.query('SELECT org_id AS "orgId", id FROM identity.find_invitation($1)', [
          hashToken(token),
        ])) as { orgId: string; id: string }[]);
  const found =
    place && (await inOrganization(ctx.source, place.orgId, (db) => readInvitation(db, place, token)));
  if (!found) {
    throw reject(
      'INVITATION_INVALID',
      'token',
      'This is not the link of an invitation, or a newer one was sent.',
    );
  }
  return found;
}

async function readInvitation(
  db: EntityManager,
  { orgId, id }: { orgId: string; id: string },
  token: string,
  lock = '',
): Promise<FoundInvitation | null> {
  const [found] = (await db.query(
    `SELECT invitation.org_id AS "orgId", invitation.id, invitation.email, invitation.email_key AS "emailKey",
            invitation.role_id AS "roleId", organization.name AS organization,
            CASE WHEN accepted_at IS NOT NULL THEN 'ACCEPTED'
                 WHEN revoked_at IS NOT NULL OR organization.status <> 'ACTIVE' OR NOT (${STILL_GIVEN}) THEN 'REVOKED'
                 WHEN expires_at <= clock_timestamp() THEN 'EXPIRED' ELSE 'PENDING' END AS state
       FROM identity.invitations invitation
       JOIN identity.organizations organization ON organization.org_id = invitation.org_id
      WHERE invitation.org_id = $1 AND invitation.id = $2 AND invitation.token_hash = $3 ${lock}`,
    [orgId, id, hashToken(token)],
  )) as FoundInvitation[];
  return found ?? null;
}

/** What an invitation says to whoever holds its token; null for one that opens nothing (any more). */
export async function previewInvitation(
  ctx: Context,
  token: string,
): Promise<{ organizationName: string; email: string; hasAccount: boolean } | null> {
  const found = await findInvitation(ctx, token).catch((error: unknown) => {
    if (error instanceof InputRejected) return null;
    throw error;
  });
  if (found?.state !== 'PENDING') return null;
  const { organization: organizationName, email, emailKey } = found;
  return { organizationName, email, hasAccount: (await findPerson(ctx.source, emailKey)) !== null };
}

/** @throws InputRejected INVITATION_ACCEPTED, INVITATION_REVOKED, INVITATION_EXPIRED */
function refuseUnlessPending({ state }: Pick<FoundInvitation, 'state'>): void {
  if (state !== 'PENDING') throw reject(`INVITATION_${state}`, 'token', MESSAGES[state]);
}

/**
 * Accepts an invitation and starts a session in its organisation.
 *
 * @throws GraphQLError UNAUTHENTICATED when the caller's session was ended meanwhile
 * @throws InputRejected INVITATION_…, INVITATION_FOR_OTHER_EMAIL for a caller with another address, INVALID_CREDENTIALS, and
 *   the mistakes of a new person's input
 */
export async function acceptInvitation(
  ctx: Context,
  input: AcceptInvitationInput,
): Promise<Entered | { challenge: Challenge }> {
  const invitation = await findInvitation(ctx, input.token);
  refuseUnlessPending(invitation);
  const acceptor = await identify(ctx, invitation, input);
  // Read before: inside the invitation's organisation the caller's own session is not seen.
  const proof = ctx.viewerOrNull && (await read(ctx, (db) => proofOfSession(db, ctx.viewer)));
  const who = { orgId: invitation.orgId, actorId: null };
  const { entered, ended, userId } = await actInOrganization(ctx, who, async (db, audit) => {
    const joined = await join(ctx, db, invitation, acceptor, { token: input.token, proof });
    audit.isDoneBy(joined.userId);
    return joined;
  });
  await announceRevoked(ctx, ended);
  ctx.log.info({ organizationId: invitation.orgId, userId }, 'invitation accepted');
  return entered;
}

async function identify(
  ctx: Context,
  { email, emailKey }: FoundInvitation,
  { firstName, lastName, password }: AcceptInvitationInput,
): Promise<Acceptor> {
  const person = await findPerson(ctx.source, emailKey);
  const { viewerOrNull: viewer } = ctx;
  if (viewer) {
    if (viewer.userId === person?.userId) return { kind: 'known', person, newPasswordHash: null };
    throw reject(
      'INVITATION_FOR_OTHER_EMAIL',
      'token',
      'This invitation is for another e-mail address than yours. Log out to accept it.',
    );
  }
  if (!person) {
    const given = { email, firstName: firstName ?? '', lastName: lastName ?? '', password: password ?? '' };
    return { kind: 'new', person: await preparePerson(ctx.passwords, given) };
  }
  if (!password)
    throw reject(
      'PASSWORD_REQUIRED',
      'password',
      'This address has an account: give its password, or log in.',
    );
  return { kind: 'known', person, newPasswordHash: await provePassword(ctx, person, password) };
}

/** @returns null when it is the account's password; else the hash of the new one */
async function provePassword(ctx: Context, person: KnownPerson, password: string): Promise<string | null> {
  return guardLogIn(ctx, person.email, () => judgePassword(ctx, person, password));
}

async function judgePassword(ctx: Context, person: KnownPerson, password: string): Promise<string | null> {
  const { fits } = await ctx.passwords.check(person.passwordHash, password);
  if (fits) return null;
  if (person.isVerified) {
    throw reject(
      'INVALID_CREDENTIALS',
      'password',
      'This is not the password of the account. You can have it reset.',
    );
  }
  const mistake = passwordMistake(password, [person.email]);
  if (mistake) throw mistake;
  return ctx.passwords.hash(password);
}

async function join(
  ctx: Context,
  db: EntityManager,
  { orgId, id, emailKey }: FoundInvitation,
  acceptor: Acceptor,
  { token, proof }: { token: string; proof: EntryProof | null },
): Promise<{ entered: Entered | { challenge: Challenge }; ended: string[]; userId: string }> {
  // First, as all who change who is in an organisation: whoever deletes it holds this, and then takes the invitations. Whoever accepts
  // the same one at the same time waits here as well, and finds it accepted.
  await lockRoles(db, orgId);
  const invitation = await readInvitation(db, { orgId, id }, token, 'FOR UPDATE OF invitation');
  refuseUnlessPending(invitation ?? { state: 'REVOKED' });
  const { roleId } = invitation as FoundInvitation;
  const userId = await personOf(db, acceptor);
  await addMember(db, { orgId, userId, roleId });
  const ended = acceptor.kind === 'known' ? await settleAccount(db, acceptor) : [];
  if (proof) await holdSession(db, ctx.viewer);
  await db.query(
    'UPDATE identity.users SET email_verified_at = clock_timestamp() WHERE id = $1 AND email_verified_at IS NULL AND email_key = $2',
    [userId, emailKey],
  );
  await forgetTokens(db, userId, 'VERIFY_EMAIL'); // what it would confirm is confirmed
  await db.query(
    'UPDATE identity.invitations SET accepted_at = clock_timestamp() WHERE org_id = $1 AND id = $2',
    [orgId, id],
  );
  const account = await findActiveAccount(db, orgId, userId);
  if (!account) throw reject('ACCOUNT_DISABLED', '', 'This account can no longer be used.');
  const entered = proof
    ? await enterAccount(ctx, db, account, proof)
    : await enterOrChallenge(ctx, db, {
        account,
        passwordHash: hashOf(acceptor),
        shouldChangePassword: false,
      });
  return { entered, ended, userId };
}

/** What the person's password is now. */
const hashOf = (acceptor: Acceptor): string =>
  acceptor.kind === 'new'
    ? acceptor.person.passwordHash
    : (acceptor.newPasswordHash ?? acceptor.person.passwordHash);

async function personOf(db: EntityManager, acceptor: Acceptor): Promise<string> {
  if (acceptor.kind === 'known') return acceptor.person.userId;
  const { userId, isNew } = await addPerson(db, acceptor.person);
  if (isNew) return userId;
  const known = (await db.query('SELECT 1 FROM identity.find_person($1)', [
    acceptor.person.emailKey,
  ])) as unknown[];
  // Somebody registered the address a moment ago: begin anew, and prove to be them.
  if (known.length > 0)
    throw serviceUnavailable('The account of this address was made meanwhile. Try again.');
  throw reject(
    'EMAIL_TAKEN',
    'token',
    'This address was another account’s until a few days ago, and may be taken back by it. Accept within the week, or ask for an invitation to another address.',
  );
}

/** A colleague keeps the role they have; who was removed comes back in the invitation's. */
async function addMember(
  db: EntityManager,
  { orgId, userId, roleId }: { orgId: string; userId: string; roleId: string },
): Promise<void> {
  await db.query(
    `INSERT INTO identity.memberships AS known (org_id, user_id, role_id) VALUES ($1, $2, $3)
     ON CONFLICT (org_id, user_id) DO UPDATE SET role_id = excluded.role_id, status = 'ACTIVE'
       WHERE known.status = 'REMOVED'`,
    [orgId, userId, roleId],
  );
}

/** Holds the account to what was proved, and replaces the password where that was the outcome. @returns sessions to announce */
async function settleAccount(
  db: EntityManager,
  { person: { userId, passwordHash }, newPasswordHash }: Extract<Acceptor, { kind: 'known' }>,
): Promise<string[]> {
  const held = (await db.query(
    `SELECT 1 FROM identity.users
      WHERE id = $1 AND password_hash = $2 AND ($3::boolean OR email_verified_at IS NULL) FOR UPDATE`,
    [userId, passwordHash, newPasswordHash === null],
  )) as unknown[];
  if (held.length === 0) throw serviceUnavailable('The account was changed meanwhile. Try again.');
  if (newPasswordHash === null) return [];
  await db.query('UPDATE identity.users SET password_hash = $2 WHERE id = $1', [userId, newPasswordHash]);
  return takeFromSquatter(db, userId);
}
