import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import {
  createTokenVerifier,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
  type TokenVerifier,
  type Viewer,
} from '../service-kit/auth/viewer';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { organizationId } from './world';

const LIFETIME_SECONDS = 3600;
/** The session of every token; on PostgreSQL the seed makes it. */
export const SESSION_ID = '0192f000-0009-7000-8000-000000000000';

/** What a token says of its caller, besides who it is. */
type Caller = Pick<Viewer, 'orgId' | 'role' | 'permissions'>;

export interface BenchTokens {
  /** For the processes that verify: SPKI, PEM. */
  readonly publicKeyPem: string;
  /** For a product that signs and verifies: PKCS #8, PEM. */
  readonly privateKeyPem: string;
  /** @param caller one of the world's people, if left out */
  sign(userId: string, caller?: Caller): string;
}

const OF_THE_WORLD: Caller = {
  orgId: organizationId(0),
  role: 'owner',
  permissions: new Set(['crm:read', 'estimates:read']),
};

/** A signer with a key pair of its own. */
export function createBenchTokens(): BenchTokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { kid } = createSigningKeys({ pem: privateKeyPem }).current(); // the name the product knows the key by
  return {
    privateKeyPem,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (userId, { orgId, role, permissions } = OF_THE_WORLD) =>
      jwt.sign({ org: orgId, sid: SESSION_ID, role, perms: [...permissions], pv: 1 }, privateKey, {
        algorithm: TOKEN_ALGORITHM,
        header: { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid },
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        subject: userId,
        expiresIn: LIFETIME_SECONDS,
      }),
  };
}

/** The product's own verifier, for tokens of {@link createBenchTokens}. */
export function createBenchVerifier(publicKeyPem: string): TokenVerifier {
  const key = createPublicKey(publicKeyPem);
  return createTokenVerifier({
    keys: { find: async () => key }, // there is no other
    isRevoked: () => false,
  });
}
