import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { inOrganization } from '../service-kit/postgres/database';
import { must, post } from './client';
import type { RunningProduct } from './product';
import { seedOrganization, type SeededOrganization } from './seed';

/** A company on the running product: a person for each role, logged in. */
export interface Company extends SeededOrganization {
  /** Access tokens by role. */
  readonly tokens: Readonly<Record<SystemRole, string>>;
  /** Renews tokens and proofs (`stepUp`) before they expire, where a suite takes longer than they live; those of ended sessions stay. */
  renew(): Promise<void>;
  /** Whether the next call of `renew` does something. */
  isToRenew(): boolean;
}

/** Access tokens live for ten minutes. */
const RENEW_AFTER_MS = 300_000;

interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const REFRESH = `mutation ($input: RefreshTokensInput!) {
  refreshTokens(input: $input) { tokens { accessToken refreshToken } }
}`;
const LOG_IN = `mutation ($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken } userErrors { code message } }
}`;

/** Logs in over the public endpoint. */
export async function logIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<TokenPair> {
  const data = await must(post(`${url}/graphql`, null, LOG_IN, { input: { email, password } }));
  return data.logIn.tokens as TokenPair;
}

/**
 * Makes a company with a person for each role, and logs them in over the public endpoint.
 *
 * @param identity identity's data source: people are added behind the endpoint, as an invitation will do one day
 */
export async function openCompany(url: string, identity: DataSource): Promise<Company> {
  const people = await seedOrganization(identity);
  const tokens = {} as Record<SystemRole, string>;
  const refreshTokens = {} as Record<SystemRole, string>;
  const enter = (role: SystemRole, pair: TokenPair) => {
    tokens[role] = pair.accessToken;
    refreshTokens[role] = pair.refreshToken;
  };
  for (const role of SYSTEM_ROLES) enter(role, await logIn(url, people[role]));
  let renewedAt = Date.now();
  const isToRenew = () => Date.now() - renewedAt >= RENEW_AFTER_MS;
  async function renew(): Promise<void> {
    if (!isToRenew()) return;
    renewedAt = Date.now();
    for (const role of SYSTEM_ROLES) {
      const input = { refreshToken: refreshTokens[role] };
      const { data } = await post(`${url}/graphql`, null, REFRESH, { input });
      const pair = (data?.['refreshTokens'] as { tokens: TokenPair | null } | null)?.tokens;
      if (pair) enter(role, pair);
    }
    // A proof of who they are lasts ten minutes, too.
    await inOrganization(identity, people.org.id, (db) =>
      db.query('UPDATE identity.sessions SET authenticated_at = clock_timestamp() WHERE org_id = $1', [
        people.org.id,
      ]),
    );
  }
  return { ...people, tokens, renew, isToRenew };
}

const SYNC_LIMIT_MS = 240_000;

/**
 * Connects a company to one of the simulator's accounts over the public endpoint, and waits for its first sync.
 *
 * @param account subdomain of the simulator's account
 * @returns the connection's id
 */
export async function connectCompany(
  product: RunningProduct,
  company: Company,
  account: string,
): Promise<string> {
  const ask = (query: string, variables?: Record<string, unknown>) =>
    must(post(`${product.url}/graphql`, company.tokens.owner, query, variables));
  const { clientId, clientSecret, redirectUri } = product.simulator.integration;
  await ask(
    `mutation ($input: SaveKommoCredentialsInput!) { saveKommoCredentials(input: $input) { userErrors { code message } } }`,
    { input: { clientId, clientSecret, redirectUri } },
  );
  const { startKommoOAuth } = await ask(
    'mutation { startKommoOAuth { authorizeUrl userErrors { code message } } }',
  );
  const landed = await fetch(`${startKommoOAuth.authorizeUrl}&auto=approve&account=${account}`);
  if (!landed.ok) throw new Error(`The consent ended with ${landed.status}: ${await landed.text()}`);
  const { crmConnections } = await ask('{ crmConnections { edges { node { id } } } }');
  const id = crmConnections.edges[0].node.id as string;
  for (const deadline = Date.now() + SYNC_LIMIT_MS; ; await sleep(100)) {
    const { crmConnection } = await ask(
      'query ($id: ID!) { crmConnection(id: $id) { sync { state error { message } } } }',
      { id },
    );
    if (crmConnection.sync?.state === 'SUCCEEDED') return id;
    if (crmConnection.sync?.state === 'FAILED' || Date.now() > deadline) {
      throw new Error(`The sync did not succeed: ${JSON.stringify(crmConnection.sync)}`);
    }
  }
}
