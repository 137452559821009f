import type { EntityManager } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { newId } from '../../../../service-kit/data/ids';
import { hashToken, openWithToken, randomToken, sealWithToken } from '../../../../service-kit/auth/secrets';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { signAccessToken, type TokenPair } from '../auth/access-tokens';
import type { SigningKeys } from '../auth/keys';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { findActiveAccount, viewerOf, type Account } from './accounts';
import { refreshRefused } from './refresh-error';
import { IDLE_DAYS, judge, RETRY_WINDOW_MS, type RefusalReason, type Verdict } from './refresh-rules';
import type { RefreshToken } from './refresh-token.entity';
import { Session, type RevocationReason } from './session.entity';
import { announceRevoked, revokeSessions } from './sessions.service';

/** Where a refresh token was found. */
interface Place {
  orgId: string;
  sessionId: string;
  tokenId: string;
}

interface Refreshed {
  tokens: TokenPair;
  user: Membership;
  viewer: Viewer;
}

/** What the transaction found; a refusal must commit (it may end the session), so it is thrown afterwards. */
type Outcome = Refreshed | { refused: RefusalReason; ended: readonly string[] };

const SEAL_PURPOSE = 'identity.refresh_tokens.sealed_successor';
/** Ours are 43 characters; anything much longer is not worth hashing. */
const MAX_TOKEN_LENGTH = 200;

/**
 * Exchanges a refresh token for a pair, by the rules of `refresh-rules.ts`. All requests of one session wait for each
 * other at its row.
 *
 * @throws GraphQLError UNAUTHENTICATED with a `reason`
 */
export async function refreshTokens(ctx: Context, refreshToken: string): Promise<Refreshed> {
  const place = await findPlace(ctx, refreshToken);
  if (!place) throw refreshRefused('INVALID_TOKEN');
  const outcome = await inOrganization(ctx.source, place.orgId, (db) =>
    exchange(ctx, db, place, refreshToken),
  );
  if ('tokens' in outcome) return outcome;
  await announceRevoked(ctx, outcome.ended);
  throw refreshRefused(outcome.refused);
}

async function findPlace(ctx: Context, refreshToken: string): Promise<Place | null> {
  if (refreshToken.length > MAX_TOKEN_LENGTH) return null;
  const rows = (await ctx.source.query(
    `SELECT org_id AS "orgId", session_id AS "sessionId", token_id AS "tokenId"
       FROM identity.find_refresh_token($1)`,
    [hashToken(refreshToken)],
  )) as Place[];
  return rows[0] ?? null;
}

async function exchange(ctx: Context, db: EntityManager, place: Place, shown: string): Promise<Outcome> {
  const { orgId, sessionId } = place;
  const session = await lockSession(db, orgId, sessionId);
  const token = session && (await readToken(db, place));
  if (!session || !token) return { refused: 'INVALID_TOKEN', ended: [] };
  const verdict = judge({ ...token, session });
  if (verdict.act === 'REFUSE') return { refused: verdict.reason, ended: [] };
  if (verdict.act === 'END_SESSION') return endSession(ctx, db, session, verdict.reason, 'TOKEN_REUSED');
  const account = await findActiveAccount(db, orgId, session.userId);
  if (!account) return endSession(ctx, db, session, 'ACCOUNT_DISABLED', 'ACCOUNT_DISABLED');
  const found = { verdict, account, sealed: token.sealedSuccessor };
  const tokens = await pairFor(ctx.keys, db, place, shown, found);
  return { tokens, user: account.membership, viewer: viewerOf(account, sessionId) };
}

async function endSession(
  ctx: Context,
  db: EntityManager,
  { orgId, userId, id }: Session,
  refused: RefusalReason,
  reason: RevocationReason,
): Promise<Outcome> {
  ctx.log.warn({ sessionId: id, userId, orgId, reason }, 'session ended at refresh');
  const { toAnnounce } = await revokeSessions(db, { orgId, userId, id }, reason);
  return { refused, ended: toAnnounce };
}

/** Everybody who shows a token of this session waits here. */
async function lockSession(db: EntityManager, orgId: string, id: string): Promise<Session | null> {
  return db
    .getRepository(Session)
    .createQueryBuilder('session')
    .setLock('pessimistic_write')
    .where('session.orgId = :orgId AND session.id = :id', { orgId, id })
    .getOne();
}

interface TokenState {
  now: Date;
  rotatedAt: Date | null;
  retries: number;
  successorIsSpent: boolean;
  sealedSuccessor: Buffer | null;
}

/** A statement of its own after the lock: it sees what the one before us committed. */
async function readToken(db: EntityManager, { orgId, tokenId }: Place): Promise<TokenState | null> {
  const rows = (await db.query(
    `SELECT clock_timestamp() AS now, token.rotated_at AS "rotatedAt", token.retries,
            coalesce(successor.rotated_at IS NOT NULL, false) AS "successorIsSpent",
            token.sealed_successor AS "sealedSuccessor"
       FROM identity.refresh_tokens token
       LEFT JOIN identity.refresh_tokens successor
         ON successor.org_id = token.org_id AND successor.parent_id = token.id
      WHERE token.org_id = $1 AND token.id = $2`,
    [orgId, tokenId],
  )) as TokenState[];
  return rows[0] ?? null;
}

async function pairFor(
  keys: SigningKeys,
  db: EntityManager,
  place: Place,
  shown: string,
  found: { verdict: Verdict; account: Account; sealed: Buffer | null },
): Promise<TokenPair> {
  const { verdict, account, sealed } = found;
  if (verdict.act !== 'REPEAT') return rotate(keys, db, place, shown, account);
  if (!sealed) throw new Error('A spent refresh token inside its window has no sealed successor.');
  if (verdict.counted) {
    await db.query('UPDATE identity.refresh_tokens SET retries = retries + 1 WHERE org_id = $1 AND id = $2', [
      place.orgId,
      place.tokenId,
    ]);
  }
  return unseal(shown, sealed);
}

async function rotate(
  keys: SigningKeys,
  db: EntityManager,
  { orgId, sessionId, tokenId }: Place,
  shown: string,
  account: Account,
): Promise<TokenPair> {
  const pair = { ...signAccessToken(keys, viewerOf(account, sessionId)), refreshToken: randomToken() };
  await db.query(
    `UPDATE identity.refresh_tokens SET rotated_at = clock_timestamp(), sealed_successor = $3
      WHERE org_id = $1 AND id = $2`,
    [orgId, tokenId, sealWithToken(shown, JSON.stringify(pair), SEAL_PURPOSE)],
  );
  await addToken(db, { orgId, sessionId, parentId: tokenId, refreshToken: pair.refreshToken });
  await db.query(
    `UPDATE identity.sessions SET last_used_at = clock_timestamp(),
            idle_expires_at = least(clock_timestamp() + make_interval(days => $3), expires_at)
      WHERE org_id = $1 AND id = $2`,
    [orgId, sessionId, IDLE_DAYS],
  );
  await wipeSealed(db, orgId);
  return pair;
}

function unseal(shown: string, sealed: Buffer): TokenPair {
  const pair = JSON.parse(openWithToken(shown, sealed, SEAL_PURPOSE)) as Record<keyof TokenPair, string>;
  return { ...pair, expiresAt: new Date(pair.expiresAt) };
}

/** Stores a refresh token as a session's current one. */
async function addToken(
  db: EntityManager,
  token: Pick<RefreshToken, 'orgId' | 'sessionId' | 'parentId'> & { refreshToken: string },
): Promise<void> {
  await db.query(
    `INSERT INTO identity.refresh_tokens (org_id, id, session_id, parent_id, token_hash)
     VALUES ($1, $2, $3, $4, $5)`,
    [token.orgId, newId(), token.sessionId, token.parentId, hashToken(token.refreshToken)],
  );
}

/** Issues the first pair of a new session. */
export async function issueFirstPair(
  keys: SigningKeys,
  db: EntityManager,
  viewer: Viewer,
): Promise<TokenPair> {
  const pair = { ...signAccessToken(keys, viewer), refreshToken: randomToken() };
  const { orgId, sessionId } = viewer;
  await addToken(db, { orgId, sessionId, parentId: null, refreshToken: pair.refreshToken });
  await wipeSealed(db, orgId);
  return pair;
}

/**
 * Forgets sealed pairs whose window has closed, this organisation's. Other sessions' rows may be locked by requests
 * that wait for ours: they are skipped, so it can't deadlock; the next one wipes them.
 */
async function wipeSealed(db: EntityManager, orgId: string): Promise<void> {
  await db.query(
    `UPDATE identity.refresh_tokens SET sealed_successor = NULL
      WHERE org_id = $1 AND id IN (
        SELECT id FROM identity.refresh_tokens
         WHERE org_id = $1 AND sealed_successor IS NOT NULL
           AND rotated_at < clock_timestamp() - make_interval(secs => $2)
         LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    [orgId, RETRY_WINDOW_MS / 1000],
  );
}
