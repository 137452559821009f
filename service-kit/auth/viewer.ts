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
  /** Grows with every change of what the person may do in the organisation. */
  readonly permissionsVersion: number;
  /**
   * Set when no person asks: an API key, or support that the organisation has let in. `userId` is the key's or the grant's own id
   * then, so that whatever looks for a person by it finds none.
   */
  readonly machine?: Machine;
  /** The networks a key may be used from (CIDR); from anywhere if left out. */
  readonly allowedAddresses?: readonly string[];
}

/** Who else than a person can ask. */
type Machine = 'KEY' | 'SUPPORT';
const MACHINES: readonly unknown[] = ['KEY', 'SUPPORT'] satisfies Machine[];

/** The claims of an access token (design: "Tokens"). */
export interface AccessClaims {
  sub: string;
  org: string;
  sid: string;
  role: string;
  perms: string[];
  pv: number;
  /** Of a token for no person. */
  mach?: Machine;
  /** Where a key may be used from. */
  nets?: string[];
}

export const TOKEN_ISSUER = 'cashcraft';
/** Our own services: a token that names another audience is not for them. */
export const TOKEN_AUDIENCE = 'cashcraft';
export const TOKEN_ALGORITHM = 'ES256';
/** RFC 9068, 2.1: tells an access token from any other JWT that the same key may sign. */
export const TOKEN_TYPE = 'at+jwt';
/** Longest life of an access token, from `iat` to `exp`; a signed token that claims more is refused. */
export const MAX_TOKEN_SECONDS = 3600;
/** Clocks of our own machines may differ by this much. */
const CLOCK_SKEW_SECONDS = 60;
const CACHED_TOKENS = 10_000;

/** Where verification keys come from: the signer in the same process, or identity's JWKS. */
export interface VerificationKeys {
  /** @returns the public key named so, or null. */
  find(kid: string): Promise<KeyObject | null>;
  /** Whether a key that was found before is still trusted; asked on every call, so it must not wait. True if left out. */
  isTrusted?(kid: string): boolean;
  /**
   * Looks at the source again, at once.
   *
   * @param retired keys not to be trusted any more, whatever the source says until then
   */
  refresh?(retired: readonly string[]): Promise<void>;
}

/** What the database says of a session: `UNKNOWN` is one that never existed. */
export type SessionState = 'LIVE' | 'ENDED' | 'UNKNOWN';

/** Looks up the session a token names. */
export type FindSession = (viewer: Pick<Viewer, 'orgId' | 'sessionId' | 'machine'>) => Promise<SessionState>;

/** What makes a token with a good signature one of ours. */
export interface TokenRules {
  readonly algorithms: readonly jwt.Algorithm[];
  /** What `typ` may say, in lower case; anything if left out. */
  readonly types?: readonly string[];
  /** From `iat` to `exp` at most, in seconds; any life if left out. */
  readonly maxSeconds?: number;
  /** What `iss` and `aud` have to say. */
  readonly expected: { readonly issuer?: string; readonly audience?: string };
  /** The caller in a token's claims, or null when they are not what they have to be. */
  viewerOf(claims: jwt.JwtPayload): Viewer | null;
}

export interface TokenVerifier {
  /**
   * Verifies an access token: key, signature, type, issuer, audience, life, expiry, session, revocation, permissions.
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

interface Verified {
  readonly viewer: Viewer;
  /** In ms since the epoch. */
  readonly expiresAt: number;
  /** The key that signed it. */
  readonly kid: string;
}

/**
 * Makes a verifier that checks a signature and the session's row once per token; the key's standing, expiry, revocation and
 * whether its permissions are today's are checked each time.
 *
 * @param options.keys public keys by `kid`
 * @param options.isRevoked whether a session was ended; looked at on every call
 * @param options.isOutdated whether the permissions in a token were changed since; looked at on every call, never if left out
 * @param options.findSession reads a session from the database, so that a token whose session never was, or ended before
 *   this process knew, is refused; not asked if left out
 * @param options.rules of somebody else's tokens; our own by default
 */
export function createTokenVerifier(options: {
  keys: VerificationKeys;
  isRevoked: (sessionId: string) => boolean;
  isOutdated?: (viewer: Viewer) => boolean;
  findSession?: FindSession;
  rules?: TokenRules;
}): TokenVerifier {
  const { keys, isRevoked, isOutdated, findSession, rules = OWN_TOKENS } = options;
  const verified = new LRUCache<string, Verified>({ max: CACHED_TOKENS });

  function recall(token: string): Viewer | undefined {
    const known = verified.get(token);
    if (!known) return undefined;
    if (keys.isTrusted?.(known.kid) === false) {
      verified.delete(token);
      throw notOurs();
    }
    if (known.expiresAt + CLOCK_SKEW_SECONDS * 1000 <= Date.now()) {
      verified.delete(token);
      throw expired();
    }
    if (isRevoked(known.viewer.sessionId)) throw ended();
    if (isOutdated?.(known.viewer)) throw outdated();
    return known.viewer;
  }

  return {
    recall,
    async verify(token) {
      if (!verified.has(token)) {
        const found = await verifySignature(token, keys, rules);
        const state = (await findSession?.(found.viewer)) ?? 'LIVE';
        if (state === 'UNKNOWN') throw notOurs();
        if (state === 'ENDED') throw ended();
        verified.set(token, found);
      }
      return recall(token) as Viewer; // there since just now
    },
  };
}

const ENDED = 'This session was ended. Log in again.';
const ended = () => unauthenticated(ENDED);

/** Whether a refusal, told by this process or another, says that the session was ended. */
export const saysEnded = ({ message }: { readonly message: string }): boolean => message === ENDED;

const EXPIRED = 'The access token has expired. Use refreshTokens to get a new one.';
const expired = () => unauthenticated(EXPIRED);

const OUTDATED = 'Your permissions were changed. Use refreshTokens to get a token with the new ones.';
const outdated = () => unauthenticated(OUTDATED);

/** Whether a verifier refused a token for its age or its permissions alone: a new one of the same session will do. */
export const isExpired = (error: unknown): boolean =>
  error instanceof Error && (error.message === EXPIRED || error.message === OUTDATED);

const notOurs = () => unauthenticated('The access token is not valid here. Log in again.');

async function verifySignature(token: string, keys: VerificationKeys, rules: TokenRules): Promise<Verified> {
  const header = decodeHeader(token);
  if (!header?.kid || !isUsable(header, rules)) throw notOurs();
  const key = await keys.find(header.kid);
  if (!key) throw notOurs();
  try {
    const claims = jwt.verify(token, key, {
      algorithms: [header.alg as jwt.Algorithm], // one of the rules' since `isUsable`
      clockTolerance: CLOCK_SKEW_SECONDS,
      ...rules.expected,
    });
    const viewer = typeof claims === 'string' ? null : rules.viewerOf(claims);
    if (!viewer || typeof claims === 'string' || claims.exp === undefined) throw notOurs();
    if (!livesBriefly(claims, rules.maxSeconds)) throw notOurs();
    return { viewer, expiresAt: claims.exp * 1000, kid: header.kid };
  } catch (error) {
    throw error instanceof jwt.TokenExpiredError ? expired() : notOurs();
  }
}

/** `crit` names extensions that must be understood (RFC 7515, 4.1.11); none are, so any of it is refused. */
function isUsable(header: jwt.JwtHeader, { algorithms, types }: TokenRules): boolean {
  if ('crit' in header || !algorithms.some((known) => known === header.alg)) return false;
  if (!types) return true;
  const type: unknown = header.typ;
  return typeof type === 'string' && types.includes(type.toLowerCase());
}

function livesBriefly({ iat, exp }: jwt.JwtPayload, maxSeconds: number | undefined): boolean {
  if (maxSeconds === undefined) return true;
  if (typeof iat !== 'number' || typeof exp !== 'number') return false;
  return iat <= Date.now() / 1000 + CLOCK_SKEW_SECONDS && exp - iat <= maxSeconds;
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
    isTexts(claims.perms) &&
    Number.isInteger(claims.pv) &&
    (claims.mach === undefined || MACHINES.includes(claims.mach)) &&
    (claims.nets === undefined || isTexts(claims.nets));
  if (!shaped) return null;
  return {
    userId: claims.sub,
    orgId: claims.org,
    sessionId: claims.sid,
    role: claims.role,
    permissions: new Set(claims.perms),
    permissionsVersion: claims.pv,
    ...(claims.mach ? { machine: claims.mach } : {}),
    ...(claims.nets ? { allowedAddresses: claims.nets } : {}),
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

const OWN_TOKENS: TokenRules = {
  algorithms: [TOKEN_ALGORITHM],
  types: [TOKEN_TYPE, `application/${TOKEN_TYPE}`],
  maxSeconds: MAX_TOKEN_SECONDS,
  expected: { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE },
  viewerOf,
};

/** Takes an `Authorization` header; answers its bearer token, or null when there is none. @throws UNAUTHENTICATED for another scheme */
export function bearerToken(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '') return null;
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header.trim())?.[1];
  if (!token)
    throw unauthenticated(
      'Send the access token as "Authorization: Bearer <token>", or leave the header out.',
    );
  return token;
}
