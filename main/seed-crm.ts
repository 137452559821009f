import { demoClient, type DemoClient } from './demo-client';
import { DEMO_OWNER } from './seed';
import { simulatorIntegration } from './simulator-integration';

/** The access token of the demo organisation's owner. */
async function logInAsOwner(url: string): Promise<DemoClient> {
  const { logIn } = await demoClient(url).ask<{ logIn: { tokens: { accessToken: string } | null } }>(
    `mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code path message } } }`,
    { input: DEMO_OWNER },
  );
  if (!logIn.tokens)
    throw new Error(`${DEMO_OWNER.email} is asked for a second factor, which this start has not.`);
  return demoClient(url, logIn.tokens.accessToken);
}

const FOUND = `{
  crmConnections { edges { node { id state sync { state } } } }
  kommoCredentials { clientId redirectUri }
}`;
interface Found {
  crmConnections: { edges: { node: { id: string; state: string; sync: object | null } }[] };
  kommoCredentials: { clientId: string; redirectUri: string } | null;
}

/**
 * Connects the demo organisation to the simulator as its owner would, so that a first query finds leads. Whatever of it is
 * done already stays; a redirect address of before PORT was changed is put right. The first sync goes on in the background.
 *
 * @param url of the running server
 * @param port of the gateway, part of the integration's redirect URI
 * @throws Error when it can't be connected
 */
export async function connectDemoOrganization(url: string, port: number): Promise<void> {
  const owner = await logInAsOwner(url);
  const { crmConnections, kommoCredentials } = await owner.ask<Found>(FOUND);
  const ours = simulatorIntegration(port);
  const isOurs = kommoCredentials === null || kommoCredentials.clientId === ours.clientId;
  if (isOurs && kommoCredentials?.redirectUri !== ours.redirectUri) {
    await owner.ask(
      `mutation ($input: SaveKommoCredentialsInput!) {
        saveKommoCredentials(input: $input) { userErrors { code path message } }
      }`,
      { input: ours },
    );
  }
  // A start that was killed may have made the connection, and not begun to fetch.
  const idle = crmConnections.edges.filter(({ node }) => node.state === 'ACTIVE' && !node.sync);
  for (const { node } of idle) {
    await owner.ask(
      `mutation ($input: StartSyncInput!) { startSync(input: $input) { userErrors { code path message } } }`,
      { input: { connectionId: node.id } },
    );
  }
  if (crmConnections.edges.length > 0) return;
  const { startKommoOAuth } = await owner.ask<{ startKommoOAuth: { authorizeUrl: string } }>(
    'mutation { startKommoOAuth { authorizeUrl userErrors { code path message } } }',
  );
  const landed = await fetch(`${startKommoOAuth.authorizeUrl}&auto=approve`);
  if (!landed.ok) throw new Error(`The simulator's consent ended with ${landed.status}.`);
}
