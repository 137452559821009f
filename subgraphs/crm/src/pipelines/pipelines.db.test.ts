import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { parsePipeline, parseUser } from '../kommo/rows';
import { storeUsers } from '../crm-users/crm-user-store';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { storePipelines } from './pipeline-store';

const world = useCrm({ contacts: 20, leads: 20, companies: 5 });

const PIPELINES = `query($first: Int, $filter: PipelineFilter) { pipelines(first: $first, filter: $filter) {
  totalCount edges { node { id kommoId name sort isMain isArchived isDeleted connection { id }
    stages { id kommoId name sort status color } } } } }`;
const USERS = `query($filter: CrmUserFilter) { crmUsers(filter: $filter) { totalCount
  edges { node { id kommoId name email isAdmin isActive isDeleted } } } }`;

async function copied(): Promise<{ owner: Viewer; id: string }> {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  return { owner, id };
}

interface Pipeline {
  kommoId: string;
  name: string;
  isDeleted: boolean;
  stages: { id: string; kommoId: string; status: string }[];
}
const pipelines = async (viewer: Viewer, filter: object = {}) =>
  dataOf(await world.graph.execute(viewer, PIPELINES, { filter })).pipelines.edges.map(
    (edge: { node: Pipeline }) => edge.node,
  ) as Pipeline[];

it('answers pipelines in their own order with their stages; 142 and 143 belong to each of them', async () => {
  const { owner } = await copied();
  const list = await pipelines(owner);
  expect(list.map((pipeline) => pipeline.name)).toEqual(['Sales', 'Renewals', 'Exhibition 2024']);
  const won = list.map((pipeline) => pipeline.stages.find((stage) => stage.kommoId === '142'));
  expect(won.every((stage) => stage?.status === 'WON')).toBe(true);
  expect(new Set(won.map((stage) => stage?.id)).size).toBe(3);
  for (const { stages } of list) expect(stages.at(-1)).toMatchObject({ kommoId: '143', status: 'LOST' });
  expect((await pipelines(owner, { includeArchived: false })).map((one) => one.name)).toEqual([
    'Sales',
    'Renewals',
  ]);
});

it('reads stages with one statement for any number of pipelines', async () => {
  const { owner } = await copied();
  const one = await world.graph.execute(owner, PIPELINES, { first: 1 });
  const all = await world.graph.execute(owner, PIPELINES);
  expect(dataOf(all).pipelines.edges).toHaveLength(3);
  expect(all.statements.length).toBe(one.statements.length);
});

it('marks what is gone in Kommo as deleted and takes it back when it returns', async () => {
  const { owner, id } = await copied();
  const ref = { orgId: owner.orgId, connectionId: id };
  const stage = (number: number) => ({ id: number, name: `Stage ${number}`, sort: number });
  const row = (number: number, stages: number[]) =>
    parsePipeline({ id: number, name: 'P', sort: 1, _embedded: { statuses: stages.map(stage) } });
  const put = (...rows: ReturnType<typeof row>[]) =>
    inOrganization(world.deps.source, owner.orgId, (db) => storePipelines(db, ref, rows, []));
  await put(row(1, [10, 11, 142]), row(2, [20, 142]));
  await put(row(1, [10, 142]));
  const left = await pipelines(owner);
  expect(left.map((pipeline) => pipeline.kommoId)).toEqual(['1']);
  expect(left[0]?.stages.map((one) => one.kommoId)).toEqual(['10', '142']);
  const all = await pipelines(owner, { includeDeleted: true });
  expect(all.filter((pipeline) => pipeline.isDeleted).map((one) => one.kommoId)).toContain('2');
  await put(row(1, [10, 11, 142]), row(2, [20, 142]));
  expect((await pipelines(owner)).map((pipeline) => pipeline.kommoId)).toEqual(['1', '2']);
});

it('answers the people of the account by name, and keeps those who were removed', async () => {
  const { owner, id } = await copied();
  const people = async (filter: object = {}) =>
    dataOf(await world.graph.execute(owner, USERS, { filter })).crmUsers.edges.map(
      (edge: { node: { name: string } }) => edge.node,
    ) as { kommoId: string; name: string; isActive: boolean; isDeleted: boolean }[];
  const before = await people();
  expect(before.map((person) => person.name)).toEqual([...before.map((person) => person.name)].sort());
  expect(before.some((person) => !person.isActive)).toBe(true);
  const [first, ...rest] = before;
  const rows = rest.map(({ kommoId, name }) => parseUser({ id: Number(kommoId), name, rights: {} }));
  const ref = { orgId: owner.orgId, connectionId: id };
  await inOrganization(world.deps.source, owner.orgId, (db) => storeUsers(db, ref, rows, []));
  expect(await people()).toHaveLength(rest.length);
  expect(await people({ includeDeleted: true })).toContainEqual(
    expect.objectContaining({ kommoId: first?.kommoId, isDeleted: true, isActive: false }),
  );
});

it('shows pipelines and people of the own organisation only, to those who may read', async () => {
  const { owner, id } = await copied();
  const stranger = viewerWith('owner');
  expect(await pipelines(stranger, { connectionId: id })).toEqual([]);
  const people = await world.graph.execute(stranger, USERS, { filter: { connectionId: id } });
  expect(dataOf(people).crmUsers.totalCount).toBe(0);
  const [pipeline] = dataOf(await world.graph.execute(owner, PIPELINES)).pipelines.edges;
  const resolve = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Pipeline { name } } }';
  const r = [{ __typename: 'Pipeline', id: pipeline.node.id }];
  expect(dataOf(await world.graph.execute(owner, resolve, { r }))._entities).toEqual([{ name: 'Sales' }]);
  expect(dataOf(await world.graph.execute(stranger, resolve, { r }))._entities).toEqual([null]);
  const powerless: Viewer = { ...owner, permissions: new Set() };
  for (const query of [PIPELINES, USERS]) {
    expect(codes(await world.graph.execute(powerless, query))).toEqual(['FORBIDDEN']);
    expect(codes(await world.graph.execute(null, query))).toEqual(['UNAUTHENTICATED']);
  }
});
