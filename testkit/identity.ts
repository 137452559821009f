import { openRates } from './open-rates';
import { generateKeyPairSync } from 'node:crypto';
import type { Broadcast } from '../service-kit/changes/broadcast';
import { connectClient } from '../service-kit/postgres/database-roles';
import { openSessionRegistry } from '../service-kit/auth/revoked-sessions';
import { sessionFreshness } from '../service-kit/auth/step-up';
import { createTokenVerifier } from '../service-kit/auth/viewer';
import { createSigningKeys, type SigningKeys } from '../subgraphs/identity/src/auth/keys';
import { createPasswords, type Passwords } from '../subgraphs/identity/src/auth/passwords';
import { identityEntities } from '../subgraphs/identity/src/data-source';
import { createMailer } from '../service-kit/mail/mails';
import { createKeyRing } from '../service-kit/auth/secrets';
import type { OidcParts } from '../subgraphs/identity/src/oidc/oidc';
import { createIdentity } from '../subgraphs/identity/src/subgraph';
import { seedOrganization, type SeededOrganization } from './seed';
import { dataOf, useSubgraph, type TestSubgraph } from './subgraph';

export interface TokensShown {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
}

export interface TestIdentity extends TestSubgraph {
  readonly passwords: Passwords;
  readonly keys: SigningKeys;
  /** What was broadcast, oldest first. */
  readonly announced: { channel: string; message: unknown }[];
  /** An organisation with one person per system role. */
  seed(): Promise<SeededOrganization>;
  /** Logs a person in by the public mutation. */
  logIn(who: { email: string; password: string }): Promise<TokensShown>;
  /** Runs SQL as the owner, behind the application's back; answers the rows. */
  sql<R extends object>(text: string, values?: unknown[]): Promise<R[]>;
}

/**
 * The identity subgraph with signing keys of its own; it accepts its own tokens and those of `execute(viewer, …)`.
 *
 * @param more.oidc asked when it starts: whom log-in by providers may call
 */
export function useIdentity(more: { oidc?: () => OidcParts } = {}): TestIdentity {
  const announced: TestIdentity['announced'] = [];
  const broadcast: Broadcast = {
    publish: async (channel, message) => void announced.push({ channel, message }),
    subscribe: async () => undefined,
    close: async () => undefined,
  };
  const passwords = createPasswords();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = createSigningKeys({ pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  const graph = useSubgraph('identity', identityEntities, ({ source, tokens, log }) => {
    const own = createTokenVerifier({ keys, isRevoked: () => false });
    const verify = (token: string) => own.verify(token).catch(() => tokens.verifier.verify(token));
    const secrets = createKeyRing([['k1', Buffer.alloc(32, 1)]]);
    const isFresh = sessionFreshness(source);
    const registry = openSessionRegistry(source);
    return createIdentity({
      mailer: createMailer(secrets),
      secrets,
      source,
      // The seeded people's sessions are made up: they count as fresh ones.
      isFresh: async (viewer) => (await isFresh(viewer)) || (await registry.find(viewer)) === 'UNKNOWN',
      verifier: { verify },
      keys,
      broadcast,
      log,
      passwords,
      rates: openRates(),
      ...(more.oidc ? { oidc: more.oidc() } : {}),
    });
  });
  return Object.assign(Object.create(graph) as TestSubgraph, {
    passwords,
    keys,
    announced,
    seed: () => seedOrganization(graph.parts.source),
    logIn: async ({ email, password }: { email: string; password: string }) =>
      dataOf(await graph.execute(null, LOG_IN, { input: { email, password } })).logIn.tokens as TokensShown,
    sql: async <R extends object>(text: string, values: unknown[] = []) => {
      const client = await connectClient(graph.parts.database.url);
      try {
        return (await client.query<R>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
  });
}

const LOG_IN = `mutation LogIn($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken expiresAt } userErrors { code } }
}`;
