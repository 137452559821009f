import type { EntityManager } from 'typeorm';
import { actInOrganization } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import {
  hashToken,
  MAX_TOKEN_LENGTH,
  openWithToken,
  sealWithToken,
} from '../../../../service-kit/auth/secrets';
import type { DeviceFacts } from '../../../../service-kit/http/device-headers';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { signAccessToken, type TokenPair } from '../auth/access-tokens';
import type { SigningKeys } from '../auth/keys';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { provedFactor } from '../second-factor/factors';
import { findActiveAccount, viewerOf, type Account } from './accounts';
import { entryRefusal, type EntryRefusal } from './entry-rules';
import { planAnew } from './plans';
import { refreshRefused } from './refresh-error';
import { judge, type RefusalReason, type Verdict } from './refresh-rules';
import type { RefreshToken } from './refresh-token.entity';
import { Session, type RevocationReason } from './session.entity';
import { announceRevoked, fact, lifetimeOf, revokeSessions } from './sessions.service';
import { isOfFamily, makeRefreshToken, readFamily } from './token-family';

/** Where a refresh token was found, or says that it belongs: `tokenId` is null when no row of it is there (any more). */
interface Place {
  orgId: string;
  sessionId: string;
  tokenId: string | null;
}

interface Refreshed {
  tokens: TokenPair;
  user: Membership;
  viewer: Viewer;
}

/** What the transaction found; a refusal must commit (it may end the session), so it is thrown afterwards. */
type Outcome = Refreshed | { refused: RefusalReason; ended: readonly string[]; by?: EntryRefusal };

const SEAL_PURPOSE = 'identity.refresh_tokens.sealed_successor';
/**
 * Exchanges a refresh token for a pair, by the rules of `refresh-rules.ts`. All requests of one session wait for each
 * other at its row.
 *
 * @throws GraphQLError UNAUTHENTICATED with a `reason`
 */
export async function refreshTokens(ctx: Context, refreshToken: string): Promise<Refreshed> {
  const arrivedAt = ctx.facts.arrivedAt ?? performance.now();
  const place = await findPlace(ctx, refreshToken);
  if (!place) throw refreshRefused('INVALID_TOKEN');
  const outcome = await actInOrganization(ctx, { orgId: place.orgId, actorId: null }, async (db, audit) => {
    const done = await exchange(ctx, db, place, { refreshToken, arrivedAt });
    if ('viewer' in done) audit.isDoneBy(done.viewer.userId);
    return done;
  });
  if ('tokens' in outcome) return outcome;
  await announceRevoked(ctx, outcome.ended);
  throw refreshRefused(outcome.refused, outcome.by);
}

async function findPlace(ctx: Context, refreshToken: string): Promise<Place | null> {
  if (refreshToken.length > MAX_TOKEN_LENGTH) return null;
  const rows = (await ctx.source.query(
    `SELECT org_id AS "orgId", session_id AS "sessionId", token_id AS "tokenId"
       FROM identity.find_refresh_token($1)`,
    [hashToken(refreshToken)],
  )) as Place[];
  const family = rows[0] ? null : readFamily(refreshToken);
  return rows[0] ?? (family && { ...family, tokenId: null });
}

interface Shown {
  refreshToken: string;
  /** On the clock that nobody sets: what waited for its turn, a connection or a lock was shown earlier than it is judged. */
  arrivedAt: number;
}

async function exchange(
  ctx: Context,
  db: EntityManager,
  place: Place,
  { refreshToken: shown, arrivedAt }: Shown,
): Promise<Outcome> {
  const { orgId, sessionId } = place;
  await planAnew(db);
  const session = await lockSession(db, orgId, sessionId);
  const { token, judgedAt } = await readToken(db, place);
  const now = new Date(judgedAt.getTime() - (performance.now() - arrivedAt));
  if (!session || !(token || isOfFamily(shown, session.familyKey)))
    return { refused: 'INVALID_TOKEN', ended: [] };
  const verdict = judge({ now, judgedAt, session, ...(token ?? FORGOTTEN) });
  if (verdict.act === 'REFUSE') return { refused: verdict.reason, ended: [] };
  if (verdict.act === 'END_SESSION') return endSession(ctx, db, session, verdict.reason, 'TOKEN_REUSED');
  const account = await findActiveAccount(db, orgId, session.userId);
  if (!account) return endSession(ctx, db, session, 'ACCOUNT_DISABLED', 'ACCOUNT_DISABLED');
  const { secondFactorRequired } = account.organization;
  const secondFactorAt = secondFactorRequired ? await provedFactor(db, session.userId, session) : null;
  const refusal = entryRefusal(ctx, account, { secondFactorAt });
  if (refusal?.code === 'SECOND_FACTOR_REQUIRED')
    return endSession(ctx, db, session, refusal.code, 'POLICY_CHANGED');
  if (refusal) return { refused: refusal.code, ended: [], by: refusal };
  if (!token) throw new Error('A token without a row is neither current nor in its window.');
  const found = {
    verdict,
    account,
    sealed: token.sealedSuccessor,
    familyKey: session.familyKey,
    device: ctx.facts,
  };
  const tokens = await pairFor(ctx.keys, db, { ...place, tokenId: token.id }, shown, found);
  return { tokens, user: account.membership, viewer: viewerOf(account, sessionId) };
}

async function endSession(
  ctx: Context,
  db: EntityManager,
  { orgId, userId, id }: Session,
  refused: RefusalReason,
  reason: RevocationReason,
): Promise<Outcome> {
  ctx.log.warn({ sessionId: id, userId, organizationId: orgId, reason }, 'session ended at refresh');
  const { toAnnounce } = await revokeSessions(db, { orgId, userId, id }, reason);
  return { refused, ended: toAnnounce };
}

/** Everybody who shows a token of this session waits here. */
async function lockSession(db: EntityManager, orgId: string, id: string): Promise<Session | null> {
  return db
    .getRepository(Session)
    .createQueryBuilder('session')
    .addSelect('session.familyKey')
    .setLock('pessimistic_write')
    .where('session.orgId = :orgId AND session.id = :id', { orgId, id })
    .getOne();
}

interface TokenState {
  id: string;
  rotatedAt: Date | null;
  retries: number;
  successorIsSpent: boolean;
  sealedSuccessor: Buffer | null;
  isWiped: boolean;
}

/** A token of this session that is neither current nor its parent: spent, and what followed from it is spent, too. */
const FORGOTTEN = { rotatedAt: new Date(0), retries: 0, successorIsSpent: true };

/** A statement of its own after the lock: it sees what the one before us committed. */
async function readToken(
  db: EntityManager,
  { orgId, tokenId }: Place,
): Promise<{ judgedAt: Date; token: TokenState | null }> {
  const [row] = (await db.query(
    `SELECT clock_timestamp() AS "judgedAt", token.id, token.rotated_at AS "rotatedAt", token.retries,
            coalesce(successor.rotated_at IS NOT NULL, false) AS "successorIsSpent",
            token.sealed_successor AS "sealedSuccessor",
            token.rotated_at IS NOT NULL AND token.sealed_successor IS NULL AS "isWiped"
       FROM (SELECT 1) always
       LEFT JOIN identity.refresh_tokens token ON token.org_id = $1 AND token.id = $2
       LEFT JOIN identity.refresh_tokens successor
         ON successor.org_id = token.org_id AND successor.parent_id = token.id`,
    [orgId, tokenId],
  )) as (Omit<TokenState, 'id'> & { judgedAt: Date; id: string | null })[];
  if (!row) throw new Error('A statement without conditions answered nothing.');
  const { judgedAt, id, ...state } = row;
  return { judgedAt, token: id === null ? null : { ...state, id } };
}

/** A token with its row. */
type FoundPlace = Place & { tokenId: string };

async function pairFor(
  keys: SigningKeys,
  db: EntityManager,
  place: FoundPlace,
  shown: string,
  found: {
    verdict: Verdict;
    account: Account;
    sealed: Buffer | null;
    familyKey: Buffer | null;
    /** As it is now: people update an app during a session. */
    device: DeviceFacts;
  },
): Promise<TokenPair> {
  const { verdict, sealed } = found;
  if (verdict.act !== 'REPEAT') return rotate(keys, db, place, shown, found);
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
  { orgId, sessionId, tokenId }: FoundPlace,
  shown: string,
  { account, familyKey, device }: { account: Account; familyKey: Buffer | null; device: DeviceFacts },
): Promise<TokenPair> {
  const refreshToken = makeRefreshToken({ orgId, sessionId }, familyKey);
  const pair = { ...signAccessToken(keys, viewerOf(account, sessionId)), refreshToken };
  await db.query(
    `UPDATE identity.refresh_tokens SET rotated_at = clock_timestamp(), sealed_successor = $3
      WHERE org_id = $1 AND id = $2`,
    [orgId, tokenId, sealWithToken(shown, JSON.stringify(pair), SEAL_PURPOSE)],
  );
  await addToken(db, { orgId, sessionId, parentId: tokenId, refreshToken: pair.refreshToken });
  await db.query(
    `UPDATE identity.sessions SET last_used_at = clock_timestamp(), app_version = coalesce($4, app_version),
            device_id = coalesce(device_id, $5), app_type = coalesce(app_type, $6),
            idle_expires_at = least(clock_timestamp() + make_interval(mins => $3), expires_at)
      WHERE org_id = $1 AND id = $2`,
    [
      orgId,
      sessionId,
      lifetimeOf(account.organization).idle,
      ...[device.appVersion, device.deviceId, device.appType].map(fact),
    ],
  );
  if (familyKey) await forgetOlder(db, { orgId, sessionId, tokenId });
  return pair;
}

/** Only the current token and its parent are looked at; older ones are recognised by their tag. */
async function forgetOlder(db: EntityManager, { orgId, sessionId, tokenId }: FoundPlace): Promise<void> {
  await db.query(
    `DELETE FROM identity.refresh_tokens
      WHERE org_id = $1 AND session_id = $2 AND rotated_at IS NOT NULL AND id <> $3`,
    [orgId, sessionId, tokenId],
  );
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

/** Issues the first pair of a new session. @param familyKey of the session */
export async function issueFirstPair(
  keys: SigningKeys,
  db: EntityManager,
  viewer: Viewer,
  familyKey: Buffer,
): Promise<TokenPair> {
  const { orgId, sessionId } = viewer;
  const refreshToken = makeRefreshToken({ orgId, sessionId }, familyKey);
  await addToken(db, { orgId, sessionId, parentId: null, refreshToken });
  return { ...signAccessToken(keys, viewer), refreshToken };
}
