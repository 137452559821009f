import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { must, post } from './client';
import type { RunningProduct } from './product';
import { seedOrganization, type SeededOrganization } from './seed';

/** A company on the running product: a person for each role, logged in. */
export interface Company extends SeededOrganization {
  /** Access tokens by role. */
  readonly tokens: Readonly<Record<SystemRole, string>>;
}

const LOG_IN = `mutation ($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken } userErrors { code message } }
}`;

/** Logs in over the public endpoint. */
export async function logIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<{ accessToken: string; refreshToken: string }> {
  const data = await must(post(`${url}/graphql`, null, LOG_IN, { input: { email, password } }));
  return data.logIn.tokens as { accessToken: string; refreshToken: string };
}

/**
 * Makes a company with a person for each role, and logs them in over the public endpoint.
 *
 * @param identity identity's data source: people are added behind the endpoint, as an invitation will do one day
 */
export async function openCompany(url: string, identity: DataSource): Promise<Company> {
  const people = await seedOrganization(identity);
  const tokens = {} as Record<SystemRole, string>;
  for (const role of SYSTEM_ROLES) tokens[role] = (await logIn(url, people[role])).accessToken;
  return { ...people, tokens };
}

const SYNC_LIMIT_MS = 60_000;

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
