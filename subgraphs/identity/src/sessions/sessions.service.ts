import type { EntityManager } from 'typeorm';
import type { RequestFacts } from '../../../../service-kit/subgraph/context';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { SESSION_REVOKED, type RevokedMessage } from '../../../../service-kit/auth/revocations';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { LogOutInput } from '../generated/types';
import type { Account } from './accounts';
import type { EntryProof } from './entry-rules';
import { ABSOLUTE_DAYS, IDLE_DAYS } from './refresh-rules';
import { Session, type RevocationReason } from './session.entity';
import { newFamilyKey } from './token-family';

const LATEST_USED_FIRST = orderBy<Session>('lastUsedAt', 'DESC');

/** A page of the caller's live sessions in this organisation. */
export async function listSessions(ctx: Context, args: PageArgs): Promise<Page<Session>> {
  const { userId } = ctx.viewer;
  const where = new Narrowing<Session>()
    .and('session.orgId = :orgId AND session.userId = :userId', { userId })
    .and('session.revokedAt IS NULL AND session.idleExpiresAt > clock_timestamp()');
  return readPage(ctx, { entity: Session, alias: 'session', where, order: LATEST_USED_FIRST }, args);
}

/** A header is the sender's own words: kept for people to read, without control characters, 200 characters at most. */
export function fact(value: string | null): string | null {
  const tidy = value?.replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return tidy ? tidy.slice(0, 200) : null;
}

/**
 * Starts a session. It lives as long as the product's limits and its organisation's allow, from when the one began that it
 * continues.
 *
 * @param db a transaction inside the organisation
 * @returns its id, and the key of its refresh tokens
 */
export async function startSession(
  db: EntityManager,
  { membership, organization }: Pick<Account, 'membership' | 'organization'>,
  { facts, isFresh, secondFactorAt, beganAt = null }: EntryProof & { facts: RequestFacts },
): Promise<{ sessionId: string; familyKey: Buffer }> {
  const [id, familyKey] = [newId(), newFamilyKey()];
  const { idle, max } = lifetimeOf(organization);
  await db.query(
    `INSERT INTO identity.sessions (org_id, id, user_id, device_id, app_type, app_version, ip, user_agent,
                                    idle_expires_at, expires_at, family_key, authenticated_at, second_factor_at, began_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
             least(clock_timestamp() + make_interval(mins => $9::int),
                   coalesce($14::timestamptz, clock_timestamp()) + make_interval(mins => $10::int)),
             coalesce($14::timestamptz, clock_timestamp()) + make_interval(mins => $10::int), $11,
             CASE WHEN $12::boolean THEN clock_timestamp() END, $13, $14)`,
    [
      membership.orgId,
      id,
      membership.userId,
      ...[facts.deviceId, facts.appType, facts.appVersion, facts.ip, facts.userAgent].map(fact),
      idle,
      max,
      familyKey,
      isFresh,
      secondFactorAt,
      beganAt,
    ],
  );
  return { sessionId: id, familyKey };
}

/** How long sessions of an organisation live, unused and in all, in minutes. */
export function lifetimeOf({
  sessionIdleMinutes,
  sessionMaxMinutes,
}: Pick<Account['organization'], 'sessionIdleMinutes' | 'sessionMaxMinutes'>): { idle: number; max: number } {
  return {
    idle: sessionIdleMinutes ?? IDLE_DAYS * 24 * 60,
    max: sessionMaxMinutes ?? ABSOLUTE_DAYS * 24 * 60,
  };
}

/**
 * Ends sessions of the caller: this one, a chosen one, all others, or all. Every process refuses them within a second.
 *
 * @returns how many live sessions were ended
 * @throws GraphQLError NOT_FOUND for a session that is not the caller's
 * @throws InputRejected AMBIGUOUS when more than one of these is given
 */
export async function logOut(ctx: Context, input: LogOutInput): Promise<{ endedSessions: number }> {
  const given = [input.sessionId != null, input.everywhere, input.others].filter(Boolean).length;
  if (given > 1) {
    throw reject(
      'AMBIGUOUS',
      'sessionId',
      'Give one of "sessionId", "everywhere" and "others", not several.',
    );
  }
  const chosen = input.sessionId != null ? checkId(input.sessionId, 'Session') : ctx.viewer.sessionId;
  const id = input.everywhere || input.others ? null : chosen;
  const except = input.others ? ctx.viewer.sessionId : null;
  return withTransaction(ctx, async (ctx) => {
    const { orgId, userId } = ctx.viewer;
    // A session that starts from one of these at this moment is waited for, and seen (`holdSession`).
    await ctx.transaction.query('SELECT 1 FROM identity.users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    if (input.sessionId != null && !(await ctx.loaders.sessions.load(chosen))) throw notFound('Session');
    const { ended, toAnnounce } = await revokeSessions(
      ctx.transaction,
      { orgId, userId, id, except },
      'LOGGED_OUT',
    );
    void ctx.afterCommit(() => announceRevoked(ctx, toAnnounce));
    return { endedSessions: ended };
  });
}

/**
 * Access tokens live 10 minutes, and verifiers tolerate 60 s of clock skew; the rest is for clocks that were set. A verifier
 * that never saw the token asks the database, so this is about tokens it knows.
 */
const REMEMBER_MS = 60 * 60_000;
/** A broadcast message holds 8 kB. */
const IDS_PER_MESSAGE = 150;

/** What {@link revokeSessions} did. */
export interface Revoked {
  /** How many live sessions were ended: not revoked before, not expired. */
  ended: number;
  /** The ids of those that an access token may still live of. */
  toAnnounce: string[];
}

/**
 * Marks live sessions as ended; for {@link announceRevoked} after the commit.
 *
 * @param which one session of a person, or all of them (`id: null`), but one maybe
 */
export async function revokeSessions(
  db: EntityManager,
  which: { orgId: string; userId: string; id: string | null; except?: string | null },
  reason: RevocationReason,
): Promise<Revoked> {
  const [revoked] = (await db.query(
    `WITH ended AS (
       UPDATE identity.sessions SET revoked_at = clock_timestamp(), revoked_reason = $4
        WHERE org_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR id = $3) AND revoked_at IS NULL
          AND id IS DISTINCT FROM $6::uuid
        RETURNING id, idle_expires_at > clock_timestamp() AS lives,
                  last_used_at > clock_timestamp() - make_interval(secs => $5) AS has_tokens)
     SELECT count(*) FILTER (WHERE lives)::int AS ended,
            coalesce(array_agg(id) FILTER (WHERE has_tokens), '{}') AS "toAnnounce"
       FROM ended`,
    [which.orgId, which.userId, which.id, reason, REMEMBER_MS / 1000, which.except ?? null],
  )) as [Revoked];
  return revoked;
}

/** Tells every process. A failure is logged only: the rows are committed, and each process reads them every 15 s. */
export async function announceRevoked(
  ctx: Pick<Context, 'broadcast' | 'log'>,
  sessionIds: readonly string[],
): Promise<void> {
  for (let at = 0; at < sessionIds.length; at += IDS_PER_MESSAGE) {
    const ids = sessionIds.slice(at, at + IDS_PER_MESSAGE);
    const message: RevokedMessage = { sessionIds: ids, rememberMs: REMEMBER_MS };
    try {
      await ctx.broadcast.publish(SESSION_REVOKED, message);
    } catch (error) {
      ctx.log.error({ err: error, sessions: ids.length }, 'revocation not announced');
    }
  }
}
