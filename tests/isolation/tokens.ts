import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import {
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
  type Viewer,
} from '../../service-kit/auth/viewer';
import { createSigningKeys } from '../../subgraphs/identity/src/auth/keys';

const HOUR = 3_600;

/** A token that was good an hour ago: the product's own key, the right claims, out of date. */
export function expiredTokenOf(dataDir: string, viewer: Viewer): string {
  const { kid, privateKey } = createSigningKeys({ folder: join(dataDir, 'keys') }).current();
  const claims = {
    org: viewer.orgId,
    sid: viewer.sessionId,
    role: viewer.role,
    perms: [...viewer.permissions],
    pv: viewer.permissionsVersion,
    exp: Math.floor(Date.now() / 1000) - HOUR,
  };
  return jwt.sign(claims, privateKey, {
    algorithm: TOKEN_ALGORITHM,
    header: { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid },
    issuer: TOKEN_ISSUER,
    audience: TOKEN_AUDIENCE,
    subject: viewer.userId,
  });
}
