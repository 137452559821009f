import type { JwtPayload } from 'jsonwebtoken';
import type { PublishedKey } from './jwks';
import type { TokenRules, Viewer } from './viewer';

/*
 * Access tokens of somebody else's issuer, for a graph that isn't ours: OAuth 2 access tokens as JWT (RFC 9068, RFC 8693
 * for `scope`), and what else is in use.
 */

/** Asymmetric ones only: with a public key as its secret, an HMAC could be forged by anyone. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const;
/** Each may be a list, or words in one string. */
const PERMISSION_CLAIMS = ['scope', 'scopes', 'permissions', 'perms'];

/** Whether a published key can verify such tokens. */
export const isForeignKey = ({ kty, use }: PublishedKey): boolean =>
  (kty === 'RSA' || kty === 'EC') && (use === undefined || use === 'sig');

/**
 * The rules for tokens of any issuer: `sub` and `exp` have to be there.
 *
 * @param expected what `iss` and `aud` have to say; not looked at when left out
 */
export function foreignTokens(expected: {
  issuer?: string | undefined;
  audience?: string | undefined;
}): TokenRules {
  const { issuer, audience } = expected;
  return {
    algorithms: ALGORITHMS,
    expected: { ...(issuer ? { issuer } : {}), ...(audience ? { audience } : {}) },
    viewerOf,
  };
}

/** Who has no organisation is one by himself: nothing is shared between two callers that nothing joins. */
function viewerOf({ sub, org, sid, jti, role, ...claims }: JwtPayload): Viewer | null {
  if (typeof sub !== 'string' || sub === '') return null;
  const text = (value: unknown, otherwise: string) =>
    typeof value === 'string' && value ? value : otherwise;
  return {
    userId: sub,
    orgId: text(org, sub),
    sessionId: text(sid, text(jti, sub)),
    role: text(role, 'caller'),
    permissions: new Set(PERMISSION_CLAIMS.flatMap((name) => wordsOf(claims[name]))),
    permissionsVersion: 0,
  };
}

function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string' && word !== '') : [];
}
