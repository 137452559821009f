import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { createPasswords } from '../subgraphs/identity/src/auth/passwords';
import { preparePerson } from '../subgraphs/identity/src/auth/registration.service';
import { addMember } from '../subgraphs/identity/src/organizations/organizations.service';
import { must, post } from './client';
import type { RunningProduct } from './product';

const PASSWORD = 'a long enough password';

/** A company on the running product: a person for each role, logged in. */
export interface Company {
  readonly name: string;
  readonly orgId: string;
  /** Access tokens by role. */
  readonly tokens: Record<SystemRole, string>;
  readonly emails: Record<SystemRole, string>;
}

/** Logs in over the public endpoint. @returns the access token */
export async function logIn(url: string, email: string): Promise<string> {
  const data = await must(
    post(
      `${url}/graphql`,
      null,
      `mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code message } } }`,
      {
        input: { email, password: PASSWORD },
      },
    ),
  );
  return data.logIn.tokens.accessToken as string;
}

/**
 * Registers a company over the public endpoint and adds a person for each other role.
 *
 * @param identity identity's data source: people are added behind the endpoint, as an invitation will do one day
 */
export async function registerCompany(url: string, identity: DataSource, name: string): Promise<Company> {
  const unique = randomBytes(4).toString('hex');
  const emails = Object.fromEntries(
    SYSTEM_ROLES.map((role) => [
      role,
      `${role}.${unique}@${name.toLowerCase().replace(/\W+/g, '-')}.example`,
    ]),
  ) as Record<SystemRole, string>;
  const person = { password: PASSWORD, firstName: `Person`, lastName: `Of ${name}` };
  await must(
    post(
      `${url}/graphql`,
      null,
      `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code message } } }`,
      {
        input: { ...person, email: emails.owner, organizationName: name },
      },
    ),
  );
  const owner = await logIn(url, emails.owner);
  const { me } = await must(post(`${url}/graphql`, owner, '{ me { organization { id } } }'));
  const passwords = createPasswords();
  const tokens: Partial<Record<SystemRole, string>> = { owner };
  for (const role of SYSTEM_ROLES) {
    if (role === 'owner') continue;
    const member = await preparePerson(passwords, { ...person, email: emails[role] });
    await addMember(identity, me.organization.id as string, { ...member, roleKey: role });
    tokens[role] = await logIn(url, emails[role]);
  }
  return { name, orgId: me.organization.id as string, tokens: tokens as Record<SystemRole, string>, emails };
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
      'query ($id: ID!) { crmConnection(id: $id) { sync { state error } } }',
      { id },
    );
    if (crmConnection.sync?.state === 'SUCCEEDED') return id;
    if (crmConnection.sync?.state === 'FAILED' || Date.now() > deadline) {
      throw new Error(`The sync did not succeed: ${JSON.stringify(crmConnection.sync)}`);
    }
  }
}
