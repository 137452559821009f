import fastify, { type FastifyInstance } from 'fastify';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { consent, useCrm } from '../../../../testkit/crm/crm-world';
import { CALLBACK_PATH } from './callback.http';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });
let app: FastifyInstance;

beforeAll(() => {
  app = fastify();
  world.subgraph.routes?.(app);
});
afterAll(() => app.close());

const SAVE = `mutation($input: SaveKommoCredentialsInput!) {
  saveKommoCredentials(input: $input) { userErrors { code } } }`;
const START = 'mutation { startKommoOAuth { authorizeUrl } }';
const CONNECTIONS = '{ crmConnections { totalCount edges { node { state sync { state } } } } }';

async function started(viewer: Viewer): Promise<string> {
  const { clientId, clientSecret, redirectUri } = world.kommo.integration;
  const input = { clientId, clientSecret, redirectUri };
  dataOf(await world.graph.execute(viewer, SAVE, { input }));
  return dataOf(await world.graph.execute(viewer, START)).startKommoOAuth.authorizeUrl as string;
}

const open = (search: string) => app.inject({ method: 'GET', url: `${CALLBACK_PATH}${search}` });
const connections = async (viewer: Viewer) =>
  dataOf(await world.graph.execute(viewer, CONNECTIONS)).crmConnections;

it('connects the account for whoever started, in a browser without a token', async () => {
  const owner = viewerWith('owner');
  const { search } = await consent(await started(owner));
  const page = await open(search);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Acme Demo');
  expect(await connections(owner)).toMatchObject({
    totalCount: 1,
    edges: [{ node: { state: 'ACTIVE', sync: { state: 'QUEUED' } } }],
  });
  const again = await open(search);
  expect(again.statusCode).toBe(400);
  expect(again.body).toContain('Not connected');
});

it('connects nothing for somebody who has lost the right meanwhile', async () => {
  const owner = viewerWith('owner');
  const { search } = await consent(await started(owner));
  world.mayConnect(false);
  try {
    const page = await open(search);
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('You may no longer connect');
    expect(await connections(owner)).toMatchObject({ totalCount: 0 });
  } finally {
    world.mayConnect(true);
  }
});

it('shows a page without script that a strict content policy accepts, and lets nothing leak', async () => {
  const page = await open('?code=x&state=%3Cscript%3E&referer=%3Cscript%3Ealert(1)%3C/script%3E');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.body).not.toContain('<script');
});

it('says that consent was declined', async () => {
  const owner = viewerWith('owner');
  const authorizeUrl = await started(owner);
  const denied = await fetch(`${authorizeUrl}&auto=deny`, { redirect: 'manual' });
  const page = await open(new URL(denied.headers.get('location') ?? '').search);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Access was not given');
  expect((await connections(owner)).totalCount).toBe(0);
});

it('explains an install from inside Kommo and keeps nothing of its code', async () => {
  const owner = viewerWith('owner');
  await started(owner);
  world.kommo.control.clearRequests();
  const page = await open('?code=def502abc&referer=acme-demo.kommo.com&client_id=x&from_widget=1');
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('start the connection');
  expect(world.kommo.control.requests()).toEqual([]);
  expect((await connections(owner)).totalCount).toBe(0);
});

it('refuses a state nobody has, a repeated one and an incomplete answer', async () => {
  for (const search of [
    '?code=c&state=nobody&referer=acme-demo.kommo.com',
    '?code=c&state=a&state=b&referer=acme-demo.kommo.com',
    '?state=a&referer=acme-demo.kommo.com',
    '?state=a&code=c',
    `?code=c&state=${'x'.repeat(5_000)}&referer=acme-demo.kommo.com`,
  ]) {
    const page = await open(search);
    expect([200, 400]).toContain(page.statusCode);
    expect(page.body).not.toContain('is connected');
  }
});

it('says in words what Kommo does not accept', async () => {
  const owner = viewerWith('owner');
  const { search } = await consent(await started(owner));
  const page = await open(search.replace(/code=[^&]+/, 'code=garbage'));
  expect(page.statusCode).toBe(400);
  expect(page.body).toContain('does not accept this code');
});
