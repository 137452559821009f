import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { unauthenticated } from '../errors/errors';

/** Who is asking: everything a request may rely on about its caller, taken from the verified token only. */
export interface Viewer {
  readonly userId: string;
  readonly orgId: string;
  readonly sessionId: string;
  /** The role's key, `owner` or `viewer` say; decisions look at `permissions`, never at this. */
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
  /** Grows when the role's permissions change. */
  readonly permissionsVersion: number;
}

/** The claims of an access token (design: "Tokens"). */
export interface AccessClaims {
  sub: string;
  org: string;
  sid: string;
  role: string;
  perms: string[];
  pv: number;
}

export const TOKEN_ISSUER = 'cashcraft';
export const TOKEN_ALGORITHM = 'ES256';
/** Clocks of our own machines may differ by this much. */
const CLOCK_SKEW_SECONDS = 60;
const CACHED_TOKENS = 10_000;

/** Where verification keys come from: the signer in the same process, or identity's JWKS. */
export interface VerificationKeys {
  /** @returns the public key named so, or null. */
  find(kid: string): Promise<KeyObject | null>;
}

/** What makes a token with a good signature one of ours. */
export interface TokenRules {
  readonly algorithms: readonly jwt.Algorithm[];
  /** What `iss` and `aud` have to say. */
  readonly expected: { readonly issuer?: string; readonly audience?: string };
  /** The caller in a token's claims, or null when they are not what they have to be. */
  viewerOf(claims: jwt.JwtPayload): Viewer | null;
}

export interface TokenVerifier {
  /**
   * Verifies an access token: signature, issuer, expiry, revocation.
   *
   * @returns the caller
   * @throws GraphQLError UNAUTHENTICATED that tells an expired token from one that is not ours
   */
  verify(token: string): Promise<Viewer>;
  /**
   * The caller of a token whose signature was verified before; undefined for others. Without a promise: this is nearly
   * every request. Throws as {@link verify} does.
   */
  recall?(token: string): Viewer | undefined;
}

/**
 * Makes a verifier that checks a signature once per token; expiry and revocation are checked each time.
 *
 * @param options.keys public keys by `kid`
 * @param options.isRevoked whether a session was ended; looked at on every call
 * @param options.rules of somebody else's tokens; our own by default
 */
export function createTokenVerifier(options: {
  keys: VerificationKeys;
  isRevoked: (sessionId: string) => boolean;
  rules?: TokenRules;
}): TokenVerifier {
  const verified = new LRUCache<string, { viewer: Viewer; expiresAt: number }>({ max: CACHED_TOKENS });

  function recall(token: string): Viewer | undefined {
    const known = verified.get(token);
    if (!known) return undefined;
    if (known.expiresAt + CLOCK_SKEW_SECONDS * 1000 <= Date.now()) {
      verified.delete(token);
      throw expired();
    }
    if (options.isRevoked(known.viewer.sessionId))
      throw unauthenticated('This session was ended. Log in again.');
    return known.viewer;
  }

  return {
    recall,
    async verify(token) {
      if (!verified.has(token)) {
        verified.set(token, await verifySignature(token, options.keys, options.rules ?? OWN_TOKENS));
      }
      return recall(token) as Viewer; // there since just now
    },
  };
}

const EXPIRED = 'The access token has expired. Use refreshTokens to get a new one.';
const expired = () => unauthenticated(EXPIRED);

/** Whether a verifier refused a token for its age alone: a new one of the same session will do. */
export const isExpired = (error: unknown): boolean => error instanceof Error && error.message === EXPIRED;

const notOurs = () => unauthenticated('The access token is not valid here. Log in again.');

async function verifySignature(token: string, keys: VerificationKeys, rules: TokenRules) {
  const header = decodeHeader(token);
  const algorithm = rules.algorithms.find((known) => known === header?.alg);
  if (!algorithm || !header?.kid) throw notOurs();
  const key = await keys.find(header.kid);
  if (!key) throw notOurs();
  try {
    const claims = jwt.verify(token, key, {
      algorithms: [algorithm],
      clockTolerance: CLOCK_SKEW_SECONDS,
      ...rules.expected,
    });
    const viewer = typeof claims === 'string' ? null : rules.viewerOf(claims);
    if (!viewer || typeof claims === 'string' || claims.exp === undefined) throw notOurs();
    return { viewer, expiresAt: claims.exp * 1000 };
  } catch (error) {
    throw error instanceof jwt.TokenExpiredError ? expired() : notOurs();
  }
}

function decodeHeader(token: string): jwt.JwtHeader | null {
  try {
    return jwt.decode(token, { complete: true })?.header ?? null;
  } catch {
    return null; // not even the shape of a token
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function viewerOf(payload: jwt.JwtPayload): Viewer | null {
  const claims = payload as unknown as AccessClaims;
  const shaped =
    [claims.sub, claims.org, claims.sid].every((id) => typeof id === 'string' && UUID.test(id)) &&
    typeof claims.role === 'string' &&
    Array.isArray(claims.perms);
  if (!shaped) return null;
  return {
    userId: claims.sub,
    orgId: claims.org,
    sessionId: claims.sid,
    role: claims.role,
    permissions: new Set(claims.perms),
    permissionsVersion: claims.pv,
  };
}

const OWN_TOKENS: TokenRules = {
  algorithms: [TOKEN_ALGORITHM],
  expected: { issuer: TOKEN_ISSUER },
  viewerOf,
};

/** Takes an `Authorization` header; answers its bearer token, or null when there is none. @throws UNAUTHENTICATED for another scheme */
export function bearerToken(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '') return null;
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header.trim())?.[1];
  if (!token) throw unauthenticated('Send the access token as "Authorization: Bearer <token>".');
  return token;
}
