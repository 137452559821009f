import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });
let app: FastifyInstance;
beforeAll(async () => {
  app = fastify();
  world.subgraph.routes?.(app);
  await app.ready();
});
afterAll(() => app.close());

const ACCOUNT = '31250001';
const GLOBEX = '31250003';
const stateOf = async (owner: Viewer) => {
  const answer = await world.graph.execute(
    owner,
    '{ crmConnections(first: 1) { edges { node { state } } } }',
  );
  return dataOf(answer).crmConnections.edges[0].node.state as string;
};
const signed = (account: string) => {
  const { clientId, clientSecret } = world.kommo.integration;
  const signature = createHmac('sha256', clientSecret).update(`${clientId}|${account}`).digest('hex');
  return { account_id: account, signature };
};
const call = (changes: Record<string, string> = {}) => {
  const { clientId } = world.kommo.integration;
  const query = { client_uuid: clientId, ...signed(ACCOUNT), ...changes };
  return app.inject({ method: 'GET', url: '/oauth/kommo/uninstall', query });
};
const asked = (account: string) => world.kommo.control.requests({ path: '/api/v4/account', account }).length;
/** Asks Kommo's side until it has been asked so often. */
const untilAsked = async (account: string, times: number): Promise<void> => {
  while (asked(account) < times) await sleep(20);
};

it('asks Kommo, and believes it: what it still lets in stays connected, however often that is said', async () => {
  const owner = viewerWith('owner');
  await world.connectByOAuth(owner);
  world.kommo.control.clearRequests();
  expect((await call()).statusCode).toBe(200);
  await untilAsked('acme-demo', 1);
  expect(await stateOf(owner)).toBe('ACTIVE');
  for (let again = 0; again < 5; again += 1) expect((await call()).statusCode).toBe(200);
  // What is followed up after them has been asked about: they were not.
  const other = viewerWith('owner');
  await world.connectByOAuth(other, 'globex-demo');
  const before = asked('globex-demo');
  expect((await call(signed(GLOBEX))).statusCode).toBe(200);
  await untilAsked('globex-demo', before + 1);
  expect(asked('acme-demo')).toBe(1);
});

it('needs to be reconnected when the integration is really gone', async () => {
  const owner = viewerWith('owner');
  await world.connectByOAuth(owner);
  world.kommo.control.revoke('acme-demo');
  expect((await call()).statusCode).toBe(200);
  while ((await stateOf(owner)) !== 'NEEDS_RECONNECT') await sleep(20);
});

it('refuses what is not signed with the integration’s secret, and asks Kommo nothing', async () => {
  const owner = viewerWith('owner');
  await world.connectByOAuth(owner);
  world.kommo.control.clearRequests();
  const forged = createHmac('sha256', 'another secret').update(`x|${ACCOUNT}`).digest('hex');
  for (const changes of [
    { signature: forged },
    { signature: '' },
    { signature: 'zz' },
    { account_id: '31250002' },
    { account_id: '-1' },
    { client_uuid: 'nonsense' },
    { client_uuid: '00000000-0000-4000-8000-000000000000' },
  ]) {
    expect([changes, (await call(changes)).statusCode]).toEqual([changes, 403]);
  }
  expect((await app.inject({ method: 'GET', url: '/oauth/kommo/uninstall' })).statusCode).toBe(403);
  expect(world.kommo.control.requests()).toEqual([]);
  const many = await Promise.all(Array.from({ length: 40 }, () => call({ signature: forged })));
  expect(many.map(({ statusCode }) => statusCode)).toContain(429);
});
