import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { expectOrder } from '../../../../testkit/orders';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { leadProjection } from '../leads/lead-projection';

const graph = useEstimates();
const LIST = `query ($filter: EstimateFilter, $orderBy: EstimateOrder! = CREATED_AT_ASC, $first: Int, $after: String, $last: Int, $before: String) {
  estimates(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { title } } } }`;

async function list(viewer: Viewer, variables: object = {}) {
  const { estimates } = dataOf(await graph.execute(viewer, LIST, { ...variables }));
  const titles: string[] = estimates.edges.map((edge: { node: { title: string } }) => edge.node.title);
  return { ...estimates, titles };
}

const priced = (title: string, unitPrice: string, more: object = {}) => ({
  title,
  positions: [{ name: 'Work', unitPrice }],
  ...more,
});

it('filters by state, lead, project, author, text and time', async () => {
  const manager = viewerWith('manager');
  const colleague = viewerWith('manager', manager.orgId);
  const { project } = await graph.mutate(manager, 'createProject', { name: 'House' }, 'project { id }');
  const first = await graph.estimate(manager, priced('Kitchen 100%', '10'));
  await graph.estimate(manager, priced('Bath', '20', { projectId: project.id }));
  await graph.estimate(colleague, priced('Roof', '30'));
  const sent = await graph.mutate(manager, 'sendEstimate', { id: first.id }, 'estimate { number }');
  await graph.estimate(viewerWith('manager'), priced('Foreign', '40'));
  const titles = async (filter: object) => (await list(manager, { filter })).titles;
  expect(await titles({})).toEqual(['Kitchen 100%', 'Bath', 'Roof']);
  expect(await titles({ status: ['SENT', 'APPROVED'] })).toEqual(['Kitchen 100%']);
  expect(await titles({ status: [] })).toEqual([]);
  expect(await titles({ leadId: first.leadId })).toEqual(['Kitchen 100%']);
  expect(await titles({ leadId: newId() })).toEqual([]);
  expect(await titles({ projectId: project.id })).toEqual(['Bath']);
  expect(await titles({ authorId: colleague.userId })).toEqual(['Roof']);
  expect(await titles({ search: 'KITCH' })).toEqual(['Kitchen 100%']);
  expect(await titles({ search: '0%' })).toEqual(['Kitchen 100%']);
  expect(await titles({ search: '_' })).toEqual([]);
  expect(await titles({ search: sent['estimate'].number })).toEqual(['Kitchen 100%']);
  expect(await titles({ updatedSince: '2999-01-01T00:00:00Z' })).toEqual([]);
  expect(await titles({ updatedSince: '2020-01-01T00:00:00Z', authorId: manager.userId })).toHaveLength(2);
  const tooLong = await graph.execute(manager, LIST, { filter: { search: 'x'.repeat(201) } });
  expect(codes(tooLong)).toEqual(['BAD_USER_INPUT']);
});

describe('leads', () => {
  /** What crm tells of a lead. */
  async function know(viewer: Viewer, leadId: string, responsible: string): Promise<void> {
    const { orgId } = viewer;
    const connectionId = newId();
    const lead = { id: leadId, name: 'Дом у озера', contactName: 'Анна Ковач', companyName: 'Seeufer GmbH' };
    const tell = (index: number, payload: object) =>
      inOrganization(graph.parts.source, orgId, (db) =>
        (leadProjection.handlers[index] as { apply: (db: unknown, event: object) => Promise<void> }).apply(
          db,
          {
            orgId,
            payload: { connectionId, ...payload },
          },
        ),
      );
    await tell(0, { leads: [{ ...lead, version: 1, responsibleKommoId: '7', isGone: false }] });
    await tell(1, {
      users: [{ id: newId(), version: 1, kommoId: '7', name: 'Ben', userId: responsible, isGone: false }],
    });
  }

  it('are found by their names, their contacts’ and companies’, and by who is responsible', async () => {
    const manager = viewerWith('manager');
    const [ben, leadId] = [newId(), graph.lead(manager)];
    await graph.estimate(manager, priced('Kitchen', '10', { leadId }));
    await graph.estimate(manager, priced('Bath', '20'));
    await know(manager, leadId, ben);
    const titles = async (filter: object) => (await list(manager, { filter })).titles;
    for (const search of ['ДОМ у', 'ковач', 'SEEUFER', 'Kitch'])
      expect(await titles({ search })).toEqual(['Kitchen']);
    expect(await titles({ search: 'Bath' })).toEqual(['Bath']);
    expect(await titles({ search: '%озера' })).toEqual([]);
    expect(await titles({ responsibleId: ben })).toEqual(['Kitchen']);
    expect(await titles({ responsibleId: newId() })).toEqual([]);
    expect((await list(viewerWith('manager'), { filter: { search: 'ковач' } })).titles).toEqual([]);
  });

  it('have somebody responsible, who is told of a sending', async () => {
    const manager = viewerWith('manager');
    const [ben, leadId] = [newId(), graph.lead(manager)];
    const known = await graph.estimate(manager, priced('Kitchen', '10', { leadId }));
    const unknown = await graph.estimate(manager, priced('Bath', '20'));
    await know(manager, leadId, ben);
    for (const { id } of [known, unknown]) await graph.mutate(manager, 'sendEstimate', { id });
    const told = await inOrganization(graph.parts.source, manager.orgId, (db) =>
      db.query(
        `SELECT payload -> 'responsibleId' AS id FROM estimates.outbox WHERE payload ->> 'status' = 'SENT' ORDER BY position`,
      ),
    );
    expect(told).toEqual([{ id: ben }, { id: null }]);
  });

  it('tell nothing to who may not read them', async () => {
    const manager = viewerWith('manager');
    const [ben, leadId] = [newId(), graph.lead(manager)];
    await graph.estimate(manager, priced('Kitchen', '10', { leadId }));
    await know(manager, leadId, ben);
    const without = {
      ...manager,
      permissions: new Set([...manager.permissions].filter((one) => one !== 'crm:read')),
    };
    expect((await list(without, { filter: { search: 'ковач' } })).titles).toEqual([]);
    expect((await list(without, { filter: { search: 'kitchen' } })).titles).toEqual(['Kitchen']);
    const answer = await graph.execute(without, LIST, { filter: { responsibleId: ben } });
    expect(codes(answer)).toEqual(['FORBIDDEN']);
  });
});

it('orders by total, with ties, and pages forward and backward', async () => {
  const manager = viewerWith('manager');
  for (const [title, price] of [
    ['C', '30'],
    ['A', '9'],
    ['B1', '20'],
    ['B2', '20'],
    ['D', '100'],
  ] as const) {
    await graph.estimate(manager, priced(title, price));
  }
  const ordered = { orderBy: 'TOTAL_ASC' };
  expect((await list(manager, ordered)).titles).toEqual(['A', 'B1', 'B2', 'C', 'D']);
  expect((await list(manager, { orderBy: 'TOTAL_DESC' })).titles).toEqual(['D', 'C', 'B2', 'B1', 'A']);
  const first = await list(manager, { ...ordered, first: 2 });
  expect(first).toMatchObject({ titles: ['A', 'B1'], totalCount: 5, pageInfo: { hasNextPage: true } });
  const second = await list(manager, { ...ordered, first: 2, after: first.pageInfo.endCursor });
  expect(second.titles).toEqual(['B2', 'C']);
  const back = await list(manager, { ...ordered, last: 2, before: second.pageInfo.startCursor });
  expect(back.titles).toEqual(['A', 'B1']);
  expect((await list(manager, { ...ordered, last: 2 })).titles).toEqual(['C', 'D']);
});

it.each([
  ['estimates', 'EstimateOrder', 'updateEstimate', 'title'],
  ['projects', 'ProjectOrder', 'updateProject', 'name'],
])('orders %s by when they were made and changed, both ways', async (field, type, mutation, name) => {
  const manager = viewerWith('manager');
  const made: string[] = [];
  for (const text of ['A', 'B', 'C']) {
    const { project } = await graph.mutate(manager, 'createProject', { name: text }, 'project { id }');
    const { id } = await graph.estimate(manager, priced(text, '1'));
    made.push(field === 'projects' ? project.id : id);
  }
  await graph.mutate(manager, mutation, { id: made[0], [name]: 'changed last' });
  for (const [order, column] of [
    ['CREATED_AT', 'createdAt'],
    ['UPDATED_AT', 'updatedAt'],
  ] as const) {
    for (const orderBy of [`${order}_ASC`, `${order}_DESC`]) {
      const query = `query ($orderBy: ${type}!) { ${field}(orderBy: $orderBy) { edges { node { id ${column} } } } }`;
      const { edges } = dataOf(await graph.execute(manager, query, { orderBy }))[field];
      const nodes: { id: string; [column: string]: string }[] = edges.map(
        (edge: { node: object }) => edge.node,
      );
      expectOrder(
        nodes.map((node) => node[column] ?? ''),
        orderBy,
      );
      const latest = orderBy.endsWith('_DESC') ? nodes[0] : nodes.at(-1);
      expect(latest?.id).toBe(order === 'UPDATED_AT' ? made[0] : made[2]);
    }
  }
});

it('refuses forged and foreign cursors and sizes out of range', async () => {
  const manager = viewerWith('manager');
  await graph.estimate(manager, priced('A', '1'));
  const { pageInfo } = await list(manager, { orderBy: 'TOTAL_ASC' });
  const [mark] = JSON.parse(Buffer.from(pageInfo.endCursor, 'base64url').toString()) as [string];
  const forged = Buffer.from(JSON.stringify([mark, 'NaN; DROP', newId()])).toString('base64url');
  for (const variables of [
    { orderBy: 'TOTAL_ASC', after: forged },
    { orderBy: 'TOTAL_ASC', after: 'rubbish' },
    { orderBy: 'TOTAL_DESC', after: pageInfo.endCursor },
    { first: 101 },
    { first: 0 },
    { first: 1, last: 1 },
  ]) {
    expect(codes(await graph.execute(manager, LIST, variables))).toEqual(['BAD_USER_INPUT']);
  }
});

it('shows nothing without estimates:read', async () => {
  const manager = viewerWith('manager');
  await graph.estimate(manager, priced('A', '1'));
  const bare = {
    ...viewerWith('viewer', manager.orgId),
    permissions: new Set(['projects:read', 'crm:read']),
  };
  expect(codes(await graph.execute(bare, LIST))).toEqual(['FORBIDDEN']);
  expect(codes(await graph.execute(null, LIST))).toEqual(['UNAUTHENTICATED']);
});

it('costs the same for five estimates and for fifty, with all that is in them', async () => {
  const manager = viewerWith('manager');
  const content = {
    adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '5' }],
    sections: [{ name: 'S', positions: [{ name: 'P', unitPrice: '3' }], sections: [{ name: 'T' }] }],
  };
  const query = `{ estimates(first: 50) { totalCount edges { node {
    number totals { total { amount } } costTotals { cost { amount } } lead { id } author { id } project { name }
    history { to } adjustments { amount { amount } }
    sections { total { amount } positions { amount { amount } net { amount } gross { amount } margin { amount } } sections { depth } }
    allPositions(first: 5) { totalCount edges { node { name } } } } } } }`;
  const { project } = await graph.mutate(manager, 'createProject', { name: 'House' }, 'project { id }');
  const statements = async (count: number) => {
    const answer = await graph.execute(manager, query);
    expect(dataOf(answer).estimates.edges).toHaveLength(count);
    return answer.statements.length;
  };
  for (let index = 0; index < 5; index += 1) {
    await graph.estimate(manager, { ...content, projectId: project.id });
  }
  const five = await statements(5);
  for (let index = 5; index < 50; index += 1) await graph.estimate(manager, content);
  expect(five).toBe(7); // positions of sections, and those of pages
  expect(await statements(50)).toBe(five);
});

it('costs the same for an estimate of five positions and one of two hundred', async () => {
  const manager = viewerWith('manager');
  const sized = (sections: number, each: number) => ({
    sections: Array.from({ length: sections }, (_, index) => ({
      name: `S${index}`,
      positions: Array.from({ length: each }, (_, line) => ({ name: `P${line}`, unitPrice: '1.25' })),
    })),
  });
  const query = `query ($id: ID!) { estimate(id: $id) { title lead { id } author { id } totals { total { amount } }
    sections { name total { amount } depth positions { name quantity unitPrice amount { amount } tax { amount } } }
    positions { name } history { to } } }`;
  const statements = async (sections: number, each: number) => {
    const { id } = await graph.estimate(manager, sized(sections, each));
    const answer = await graph.execute(manager, query, { id });
    const shown: { positions: unknown[] }[] = dataOf(answer).estimate.sections;
    expect(shown.flatMap((section) => section.positions)).toHaveLength(sections * each);
    return answer.statements.length;
  };
  expect(await statements(1, 5)).toBe(4);
  expect(await statements(10, 20)).toBe(4);
});
