import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 10, leads: 10, companies: 5 });
const owner = viewerWith('owner');

const CONNECTION = `query($id: ID!) { crmConnection(id: $id) {
  state pausedUntil lastError { code } sync { state error { code } } } }`;
const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code } } }`;

const read = async (id: string) => dataOf(await world.graph.execute(owner, CONNECTION, { id })).crmConnection;

it('leaves Kommo alone after a block, until the account is connected again and Kommo answers', async () => {
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.block('acme-demo', { blocked: true });
  await world.sync(owner, id);
  expect(await read(id)).toMatchObject({
    state: 'DEGRADED',
    pausedUntil: expect.any(String),
    lastError: { code: 'KOMMO_BLOCKED' },
    sync: { state: 'FAILED', error: { code: 'KOMMO_BLOCKED' } },
  });
  const early = await world.graph.execute(owner, START, { input: { connectionId: id } });
  expect(codes(early)).toEqual([]);
  expect(early.data.startSync.userErrors).toEqual([{ code: 'KOMMO_PAUSED' }]);

  world.kommo.control.block('acme-demo', { blocked: false });
  expect(await world.connect(owner)).toBe(id);
  await world.sync(owner, id);
  expect(await read(id)).toEqual({
    state: 'ACTIVE',
    pausedUntil: null,
    lastError: null,
    sync: { state: 'SUCCEEDED', error: null },
  });
});
