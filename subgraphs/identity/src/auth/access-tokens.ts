import jwt from 'jsonwebtoken';
import { newId } from '../../../../service-kit/data/ids';
import {
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
  type AccessClaims,
  type Viewer,
} from '../../../../service-kit/auth/viewer';
import type { SigningKeys } from './keys';

/** An access token lives ten minutes (product: "Access token"). */
export const ACCESS_TOKEN_SECONDS = 600;

/** What log-in and refresh answer. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /** Of the access token. */
  expiresAt: Date;
}

/**
 * Signs an access token for a caller.
 *
 * @param keys whose current key signs; its name goes into the header as `kid`
 * @param viewer becomes the claims
 * @param lifeSeconds less than the usual ten minutes, for what ends before
 * @returns the token and when it expires
 */
export function signAccessToken(
  keys: SigningKeys,
  viewer: Viewer,
  lifeSeconds = ACCESS_TOKEN_SECONDS,
): { accessToken: string; expiresAt: Date } {
  const { kid, privateKey } = keys.current();
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims: Omit<AccessClaims, 'sub'> & { iat: number } = {
    org: viewer.orgId,
    sid: viewer.sessionId,
    role: viewer.role,
    perms: [...viewer.permissions],
    pv: viewer.permissionsVersion,
    iat: issuedAt,
    ...(viewer.machine ? { mach: viewer.machine } : {}),
    ...(viewer.allowedAddresses ? { nets: [...viewer.allowedAddresses] } : {}),
  };
  const accessToken = jwt.sign(claims, privateKey, {
    algorithm: TOKEN_ALGORITHM,
    header: { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid },
    issuer: TOKEN_ISSUER,
    audience: TOKEN_AUDIENCE,
    subject: viewer.userId,
    jwtid: newId(),
    expiresIn: lifeSeconds,
  });
  return { accessToken, expiresAt: new Date((issuedAt + lifeSeconds) * 1000) };
}
