import type { Broadcast } from '../../../../service-kit/broadcast';
import { createTokenVerifier } from '../../../../service-kit/viewer';
import { useSubgraph, type TestSubgraph } from '../../../../testkit/subgraph';
import { createSigningKeys } from '../auth/keys';
import { generateKeyPairSync } from 'node:crypto';
import { createPasswords, type Passwords } from '../auth/passwords';
import { identityEntities } from '../data-source';
import { createIdentity } from '../subgraph';

export interface IdentityUnderTest extends TestSubgraph {
  readonly passwords: Passwords;
  /** What was broadcast. */
  readonly announced: { channel: string; message: unknown }[];
}

/** The identity subgraph with keys of its own; it accepts its own tokens and those of `execute(viewer, …)`. */
export function useIdentity(): IdentityUnderTest {
  const announced: { channel: string; message: unknown }[] = [];
  const passwords = createPasswords();
  const broadcast: Broadcast = {
    publish: async (channel, message) => void announced.push({ channel, message }),
    subscribe: async () => undefined,
    close: async () => undefined,
  };
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = createSigningKeys({ pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  const graph = useSubgraph('identity', identityEntities, ({ source, tokens, log }) => {
    const own = createTokenVerifier({ keys, isRevoked: () => false });
    const verifier = {
      verify: (token: string) => own.verify(token).catch(() => tokens.verifier.verify(token)),
    };
    return createIdentity({ source, verifier, keys, broadcast, log, passwords });
  });
  return Object.assign(graph, { passwords, announced });
}
