import { entriesOf } from '../../../../testkit/audit-walk';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { expectWholeCopy, theirCards } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 10, leads: 20, companies: 4, clock: 'virtual' });
const UPDATE = `mutation($input: UpdateLeadInput!) { updateLead(input: $input) {
  lead { id name price { amount } stage { id name } responsibleUser { id } } userErrors { code path } } }`;
const PLACES = `{ pipelines { edges { node { stages { id kommoId } } } } crmUsers { edges { node { id kommoId isActive } } }
  leads(first: 1, orderBy: NAME_ASC) { edges { node { id kommoId name price { amount } stage { id } } } } }`;

interface Places {
  owner: Viewer;
  id: string;
  lead: { id: string; kommoId: string; name: string; price: { amount: string } | null };
  stages: { id: string; kommoId: string }[];
  users: { id: string; kommoId: string; isActive: boolean }[];
}

async function copied(): Promise<Places> {
  world.kommo.control.reset({ keep_tokens: true });
  world.kommo.control.clearFaults();
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.clearRequests();
  const { pipelines, crmUsers, leads } = dataOf(await world.graph.execute(owner, PLACES));
  return {
    owner,
    id,
    lead: leads.edges[0].node,
    stages: pipelines.edges.flatMap((edge: { node: { stages: [] } }) => edge.node.stages),
    users: crmUsers.edges.map((edge: { node: object }) => edge.node),
  };
}
const update = async (viewer: Viewer, input: object) =>
  dataOf(await world.graph.execute(viewer, UPDATE, { input })).updateLead;
const written = () => world.kommo.control.requests({ method: 'PATCH' }).length;

it('changes a lead in Kommo and here, and sends only what differs', async () => {
  const { owner, lead, stages, users } = await copied();
  const won = stages.find((stage) => stage.kommoId === '142');
  const user = users.find((one) => one.isActive && one.kommoId.endsWith('4'));
  const input = {
    id: lead.id,
    name: ' Renamed ',
    price: '1500',
    stageId: won?.id,
    responsibleUserId: user?.id,
  };
  const expected = {
    lead: {
      id: lead.id,
      name: 'Renamed',
      price: { amount: '1500.00' },
      stage: { id: won?.id },
      responsibleUser: { id: user?.id },
    },
    userErrors: [],
  };
  expect(await update(owner, input)).toMatchObject(expected);
  await expectWholeCopy(world, owner.orgId);
  expect(written()).toBe(1);
  expect(await update(owner, input)).toMatchObject(expected);
  expect(written()).toBe(1);
});

it.each([
  [{ name: ' ' }, 'REQUIRED', ['name']],
  [{ name: 'x'.repeat(251) }, 'TOO_LONG', ['name']],
  [{ price: '1.5' }, 'PRICE_NOT_WHOLE', ['price']],
  [{ price: '-1' }, 'PRICE_NOT_WHOLE', ['price']],
  [{ stageId: 'nonsense' }, 'STAGE_NOT_FOUND', ['stageId']],
  [{ stageId: '0190a000-0000-7000-8000-000000000000' }, 'STAGE_NOT_FOUND', ['stageId']],
  [
    { responsibleUserId: '0190a000-0000-7000-8000-000000000000' },
    'CRM_USER_NOT_FOUND',
    ['responsibleUserId'],
  ],
])('refuses %p and asks Kommo nothing', async (change, code, path) => {
  const { owner, lead } = await copied();
  expect(await update(owner, { id: lead.id, ...change })).toEqual({
    lead: null,
    userErrors: [{ code, path }],
  });
  expect(written()).toBe(0);
});

it('looks up what became of a change whose answer was lost', async () => {
  const { owner, lead } = await copied();
  const path = `/api/v4/leads/${lead.kommoId}`;
  world.kommo.control.faults({ match: { method: 'PATCH', path }, kind: '504_html', times: 1 });
  expect(await update(owner, { id: lead.id, name: 'Done all the same' })).toMatchObject({
    lead: { name: 'Done all the same' },
    userErrors: [],
  });
  world.kommo.control.faults({ match: { method: 'PATCH', path }, kind: '500', times: 1 });
  expect(await update(owner, { id: lead.id, name: 'Not done' })).toEqual({
    lead: null,
    userErrors: [{ code: 'KOMMO_UNREACHABLE', path: [] }],
  });
  await expectWholeCopy(world, owner.orgId);
});

it('is noted as uncertain, once, where the answer was lost and nobody could look', async () => {
  const { owner, lead } = await copied();
  const path = `/api/v4/leads/${lead.kommoId}`;
  world.kommo.control.faults({ match: { method: 'PATCH', path }, kind: '504_html', times: 1 });
  world.kommo.control.faults({ match: { method: 'GET', path: '/api/v4/leads' }, kind: '404', times: 9 });
  const input = { id: lead.id, name: 'Done unseen' };
  expect(await update(owner, input)).toMatchObject({ userErrors: [{ code: 'KOMMO_UNREACHABLE' }] });
  world.kommo.control.clearFaults();
  expect(await update(owner, input)).toMatchObject({ lead: { name: 'Done unseen' }, userErrors: [] });
  const noted = (await entriesOf(world.graph, owner.orgId)).filter(({ action }) => action === 'updateLead');
  expect(noted.map(({ changes }) => changes)).toEqual([
    [expect.objectContaining({ type: 'Lead', id: lead.id, after: { name: 'Done unseen', uncertain: true } })],
  ]);
});

it('sends what differs from Kommo, not from an old copy of ours', async () => {
  const { owner, lead } = await copied();
  const set = { price: 4_321 };
  world.kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', ids: [Number(lead.kommoId)], set } });
  const ours = String(Math.trunc(Number(lead.price?.amount ?? 0)));
  expect(await update(owner, { id: lead.id, price: ours })).toMatchObject({
    lead: { price: { amount: `${ours}.00` } },
    userErrors: [],
  });
  expect(written()).toBe(1);
  await expectWholeCopy(world, owner.orgId);
});

it('is done, and noted, when only the fetch after it fails', async () => {
  const { owner, lead } = await copied();
  world.kommo.control.faults({ match: { method: 'GET', path: '/api/v4/leads' }, kind: '404', times: 9 });
  const said = await update(owner, { id: lead.id, name: 'Done, not fetched' });
  expect(said).toMatchObject({ lead: { id: lead.id }, userErrors: [] });
  expect(written()).toBe(1);
  world.kommo.control.clearFaults();
  expect((await theirCards(world, 'leads')).map((card) => card.name)).toContain('Done, not fetched');
  const noted = (await entriesOf(world.graph, owner.orgId)).filter(({ action }) => action === 'updateLead');
  expect(noted).toHaveLength(1);
});

it('refuses a lead of others, one that is deleted, and who may not write', async () => {
  const { owner, lead, id } = await copied();
  const input = { id: lead.id, name: 'Taken over' };
  expect(codes(await world.graph.execute(viewerWith('owner'), UPDATE, { input }))).toEqual(['NOT_FOUND']);
  expect(
    codes(await world.graph.execute({ ...owner, permissions: new Set(['crm:read']) }, UPDATE, { input })),
  ).toEqual(['FORBIDDEN']);
  world.kommo.control.mutate('acme-demo', { delete: { entity: 'leads', ids: [Number(lead.kommoId)] } });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(owner, id);
  expect(codes(await world.graph.execute(owner, UPDATE, { input }))).toEqual(['NOT_FOUND']);
});
