import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import {
  createTokenVerifier,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  type TokenVerifier,
} from '../service-kit/viewer';
import { organizationId } from './world';

const KEY_ID = 'bench';
const LIFETIME_SECONDS = 3600;
/** Any session: none is revoked here. */
const SESSION_ID = '0192f000-0009-7000-8000-000000000000';

export interface BenchTokens {
  /** For the processes that verify: SPKI, PEM. */
  readonly publicKeyPem: string;
  sign(userId: string): string;
}

/** A signer with a key pair of its own. */
export function createBenchTokens(): BenchTokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (userId) =>
      jwt.sign(
        {
          org: organizationId(0),
          sid: SESSION_ID,
          role: 'owner',
          perms: ['crm:read', 'estimates:read'],
          pv: 1,
        },
        privateKey,
        {
          algorithm: TOKEN_ALGORITHM,
          keyid: KEY_ID,
          issuer: TOKEN_ISSUER,
          subject: userId,
          expiresIn: LIFETIME_SECONDS,
        },
      ),
  };
}

/** The product's own verifier, for tokens of {@link createBenchTokens}. */
export function createBenchVerifier(publicKeyPem: string): TokenVerifier {
  const key = createPublicKey(publicKeyPem);
  return createTokenVerifier({
    keys: { find: async (kid) => (kid === KEY_ID ? key : null) },
    isRevoked: () => false,
  });
}
