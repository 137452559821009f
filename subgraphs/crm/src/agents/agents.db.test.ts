import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { newId } from '../../../../service-kit/data/ids';
import { useWrites } from '../../../../testkit/crm/write-world';

const { world, copied, run } = useWrites();
const UPSERT = `upsertCrmAgent(input: $input) { created agent { id externalId name status crmUser { id } leads { id } } userErrors { code path } }`;
const LIST = `query($filter: CrmAgentFilter, $first: Int) { crmAgents(filter: $filter, first: $first) { totalCount edges { node { id name status leads { id } crmUser { name } } } } }`;

it('makes an agent by an external id, and changes it by the same', async () => {
  const { owner, users } = await copied();
  const first = await run(owner, UPSERT, { externalId: 'a-1', name: ' Ana ', crmUserId: users[0]?.id });
  expect(first).toMatchObject({
    created: true,
    agent: { externalId: 'a-1', name: 'Ana', status: 'OFFLINE', crmUser: { id: users[0]?.id } },
    userErrors: [],
  });
  const again = await run(owner, UPSERT, { externalId: 'a-1', status: 'AVAILABLE' });
  expect(again).toMatchObject({
    created: false,
    agent: { id: first.agent.id, name: 'Ana', status: 'AVAILABLE', crmUser: { id: users[0]?.id } },
  });
  const unlinked = await run(owner, UPSERT, { externalId: 'a-1', crmUserId: null });
  expect(unlinked.agent).toMatchObject({ crmUser: null, leads: [] });
  const both = await Promise.all([1, 2].map(() => run(owner, UPSERT, { externalId: 'a-2', name: 'Ben' })));
  expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
  const other = await run(viewerWith('owner'), UPSERT, { externalId: 'a-1', name: 'Theirs' });
  expect(other).toMatchObject({ created: true });
});

it('answers the leads its Kommo user answers for, in a constant number of statements', async () => {
  const { owner, users } = await copied();
  for (const [index, user] of users.entries()) {
    await run(owner, UPSERT, { externalId: `u-${index}`, name: `Agent ${index}`, crmUserId: user.id });
  }
  const one = await world.graph.execute(owner, LIST, { first: 1 });
  const all = await world.graph.execute(owner, LIST, { first: 50 });
  expect(all.statements.length).toBe(one.statements.length);
  for (const { node } of dataOf(all).crmAgents.edges) {
    const filter = { responsibleUserId: users[Number(node.name.split(' ')[1])]?.id };
    const { leads } = dataOf(
      await world.graph.execute(
        owner,
        'query($filter: LeadFilter) { leads(filter: $filter, first: 100) { edges { node { id } } } }',
        {
          filter,
        },
      ),
    );
    expect(node.leads.map(({ id }: { id: string }) => id).sort()).toEqual(
      leads.edges.map((edge: { node: { id: string } }) => edge.node.id).sort(),
    );
  }
});

it('sets a status, lists by it, and is each organisation’s own', async () => {
  const owner = viewerWith('owner');
  const { agent } = await run(owner, UPSERT, { externalId: 'a-1', name: 'Ana' });
  const STATUS = 'setCrmAgentStatus(input: $input) { agent { status } userErrors { code } }';
  expect((await run(owner, STATUS, { id: agent.id, status: 'BUSY' })).agent.status).toBe('BUSY');
  const listed = async (statuses: string[]) =>
    dataOf(await world.graph.execute(owner, LIST, { filter: { statuses } })).crmAgents.totalCount;
  expect([await listed(['BUSY']), await listed(['AVAILABLE', 'OFFLINE'])]).toEqual([1, 0]);
  const document = `mutation($input: SetCrmAgentStatusInput!) { ${STATUS} }`;
  const input = { id: agent.id, status: 'OFFLINE' };
  expect(codes(await world.graph.execute(viewerWith('owner'), document, { input }))).toEqual(['NOT_FOUND']);
  const reader = { ...owner, permissions: new Set(['crm:read']) };
  expect(codes(await world.graph.execute(reader, document, { input }))).toEqual(['FORBIDDEN']);
});

it.each([
  [{ externalId: ' ', name: 'x' }, 'REQUIRED', ['externalId']],
  [{ externalId: 'new' }, 'REQUIRED', ['name']],
  [{ externalId: 'new', name: 'x'.repeat(201) }, 'TOO_LONG', ['name']],
  [{ externalId: 'new', name: 'x', crmUserId: newId() }, 'CRM_USER_NOT_FOUND', ['crmUserId']],
  [{ externalId: 'new', name: 'x', crmUserId: 'nonsense' }, 'CRM_USER_NOT_FOUND', ['crmUserId']],
])('refuses %j', async (input, code, path) => {
  expect((await run(viewerWith('owner'), UPSERT, input)).userErrors).toEqual([{ code, path }]);
});
