import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { ROLE_PRESETS, type SystemRole } from '../schema/permissions';
import { newId } from '../service-kit/data/ids';
import {
  createTokenVerifier,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
  type TokenVerifier,
  type Viewer,
} from '../service-kit/auth/viewer';

export interface TestTokens {
  /** Accepts what `sign` made, and nothing else. */
  readonly verifier: TokenVerifier;
  /** Signs an access token; `expiresIn` in seconds, negative for an expired one. */
  sign(viewer: Viewer, expiresIn?: number): string;
  /** Ends a session for this verifier. */
  revoke(sessionId: string): void;
}

/** A signer and verifier with a key pair of their own; for tests of crm and estimates, which only verify. */
export function createTestTokens(): TestTokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const revoked = new Set<string>();
  return {
    verifier: createTokenVerifier({
      keys: { find: async (kid) => (kid === 'test' ? publicKey : null) },
      isRevoked: (sessionId) => revoked.has(sessionId),
    }),
    sign: (viewer, expiresIn = 600) =>
      jwt.sign(
        {
          org: viewer.orgId,
          sid: viewer.sessionId,
          role: viewer.role,
          perms: [...viewer.permissions],
          pv: viewer.permissionsVersion,
          ...(viewer.machine ? { mach: viewer.machine } : {}),
          ...(viewer.allowedAddresses ? { nets: viewer.allowedAddresses } : {}),
          exp: Math.floor(Date.now() / 1000) + expiresIn,
        },
        privateKey,
        {
          algorithm: TOKEN_ALGORITHM,
          header: { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid: 'test' },
          issuer: TOKEN_ISSUER,
          audience: TOKEN_AUDIENCE,
          subject: viewer.userId,
        },
      ),
    revoke: (sessionId) => void revoked.add(sessionId),
  };
}

/** A caller with a system role, in an organisation of its own unless one is given. */
export function viewerWith(role: SystemRole, orgId: string = newId()): Viewer {
  return {
    userId: newId(),
    orgId,
    sessionId: newId(),
    role,
    permissions: new Set<string>(ROLE_PRESETS[role].permissions),
    permissionsVersion: 1,
  };
}
