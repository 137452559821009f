import { newId } from '../../../service-kit/data/ids';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { useEstimates } from '../../../testkit/estimates';
import { codes, dataOf } from '../../../testkit/subgraph';
import { viewerWith } from '../../../testkit/tokens';

const graph = useEstimates();

/** Asks as the gateway does. */
const entities = (viewer: Viewer | null, representations: object[], fields: string) =>
  graph.execute(
    viewer,
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`,
    { representations },
  );

const leads = (ids: string[]) => ids.map((id) => ({ __typename: 'Lead', id }));
const PAGE = `estimates(first: 5) { totalCount pageInfo { hasNextPage endCursor } edges { node { title } } }`;

interface LeadPage {
  estimates: { totalCount: number; pageInfo: { hasNextPage: boolean }; edges: { node: { title: string } }[] };
}

it('resolves references to estimates and projects of the own organisation, and to nothing else', async () => {
  const manager = viewerWith('manager');
  const stranger = viewerWith('manager');
  const { id } = await graph.estimate(manager, { title: 'Kitchen' });
  const { project } = await graph.mutate(manager, 'createProject', { name: 'House' }, 'project { id }');
  const representations = [
    { __typename: 'Estimate', id },
    { __typename: 'Estimate', id: newId() },
    { __typename: 'Estimate', id: 'x' },
    { __typename: 'Project', id: project.id },
    { __typename: 'Project', id: 'x' },
  ];
  const fields = '... on Estimate { title } ... on Project { name }';
  const own = dataOf(await entities(manager, representations, fields));
  expect(own._entities).toEqual([{ title: 'Kitchen' }, null, null, { name: 'House' }, null]);
  const foreign = dataOf(await entities(stranger, representations, fields));
  expect(foreign._entities).toEqual([null, null, null, null, null]);
});

it('refuses references to those who may not read what they lead to', async () => {
  const manager = viewerWith('manager');
  const { id, leadId } = await graph.estimate(manager);
  const bare = { ...viewerWith('viewer', manager.orgId), permissions: new Set(['crm:read']) };
  const estimate = [{ __typename: 'Estimate', id }];
  expect(codes(await entities(null, estimate, '... on Estimate { title }'))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await entities(bare, estimate, '... on Estimate { title }'))).toEqual(['FORBIDDEN']);
  const lead = await entities(bare, leads([leadId]), '... on Lead { id estimates { totalCount } }');
  expect(lead.data._entities).toEqual([{ id: leadId, estimates: null }]);
  expect(codes(lead)).toEqual(['FORBIDDEN']);
});

describe('Lead.estimates', () => {
  it('answers each lead its own page, newest first, with its own count', async () => {
    const manager = viewerWith('manager');
    const [busy, quiet, none] = [graph.lead(manager), graph.lead(manager), graph.lead(manager)];
    for (let index = 0; index < 7; index += 1) {
      await graph.estimate(manager, { leadId: busy, title: `Busy ${index}` });
    }
    await graph.estimate(manager, { leadId: quiet, title: 'Quiet' });
    const answer = await entities(manager, leads([busy, none, quiet, 'x']), `... on Lead { id ${PAGE} }`);
    const pages = dataOf(answer)._entities as (LeadPage | null)[];
    const shown = pages.map((page) => page?.estimates.edges.map(({ node }) => node.title));
    expect(shown).toEqual([['Busy 6', 'Busy 5', 'Busy 4', 'Busy 3', 'Busy 2'], [], ['Quiet'], undefined]);
    expect(pages.map((page) => page?.estimates.totalCount)).toEqual([7, 0, 1, undefined]);
    expect(pages.map((page) => page?.estimates.pageInfo.hasNextPage)).toEqual([
      true,
      false,
      false,
      undefined,
    ]);
  });

  it('pages and filters within one lead', async () => {
    const manager = viewerWith('manager');
    const leadId = graph.lead(manager);
    for (const title of ['A', 'B', 'C']) await graph.estimate(manager, { leadId, title });
    const ask = async (args: string) => {
      const answer = await entities(
        manager,
        leads([leadId]),
        `... on Lead { estimates(${args}) { totalCount pageInfo { endCursor startCursor } edges { node { title } } } }`,
      );
      const { estimates } = dataOf(answer)._entities[0];
      return {
        ...estimates,
        titles: estimates.edges.map((edge: { node: { title: string } }) => edge.node.title),
      };
    };
    const first = await ask('first: 2, orderBy: CREATED_AT_ASC');
    expect(first.titles).toEqual(['A', 'B']);
    expect(
      (await ask(`first: 2, orderBy: CREATED_AT_ASC, after: "${first.pageInfo.endCursor}"`)).titles,
    ).toEqual(['C']);
    expect((await ask('last: 2, orderBy: CREATED_AT_ASC')).titles).toEqual(['B', 'C']);
    expect(await ask('filter: { search: "b" }')).toMatchObject({ titles: ['B'], totalCount: 1 });
    expect(await ask('filter: { status: [SENT] }')).toMatchObject({ titles: [], totalCount: 0 });
  });

  it('refuses a bad page argument for each lead', async () => {
    const manager = viewerWith('manager');
    const ids = [graph.lead(manager), graph.lead(manager)];
    const answer = await entities(
      manager,
      leads(ids),
      '... on Lead { estimates(first: 1000) { totalCount } }',
    );
    expect(codes(answer)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
  });

  it("shows none of another organisation's estimates for a lead it knows the id of", async () => {
    const manager = viewerWith('manager');
    const { leadId } = await graph.estimate(manager);
    const answer = await entities(viewerWith('owner'), leads([leadId]), `... on Lead { ${PAGE} }`);
    expect(dataOf(answer)._entities).toEqual([
      { estimates: { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, edges: [] } },
    ]);
  });

  it('costs one statement for the pages and one for the counts, for two leads and for fifty', async () => {
    const manager = viewerWith('manager');
    const ids = Array.from({ length: 50 }, () => graph.lead(manager));
    for (const leadId of ids) {
      await graph.estimate(manager, { leadId });
      await graph.estimate(manager, { leadId });
    }
    const statements = async (some: string[]) => {
      const answer = await entities(manager, leads(some), `... on Lead { ${PAGE} }`);
      const pages: LeadPage[] = dataOf(answer)._entities;
      expect(pages.map(({ estimates }) => [estimates.totalCount, estimates.edges.length])).toEqual(
        some.map(() => [2, 2]),
      );
      return answer.statements.length;
    };
    expect(await statements(ids.slice(0, 2))).toBe(2);
    expect(await statements(ids)).toBe(2);
  });
});

it('leads lead to their projects, and rows back to their estimate, at a constant number of statements', async () => {
  const manager = viewerWith('manager');
  const ids = Array.from({ length: 6 }, () => graph.lead(manager));
  for (const [index, leadId] of ids.entries()) {
    for (const name of ['Old', 'New'].slice(index === 0 ? 2 : 0))
      await graph.mutate(manager, 'createProject', { name, leadId });
  }
  const PROJECTS = '... on Lead { projects(first: 1) { totalCount edges { node { name } } } }';
  const projects = async (some: string[], viewer = manager) => {
    const answer = await entities(viewer, leads(some), PROJECTS);
    return [
      dataOf(answer)._entities.map(({ projects }: never) => projects),
      answer.statements.length,
    ] as const;
  };
  const [few, count] = await projects(ids.slice(0, 2));
  const newest = { totalCount: 2, edges: [{ node: { name: 'New' } }] };
  expect(few).toEqual([{ totalCount: 0, edges: [] }, newest]);
  expect((await projects(ids))[1]).toBe(count);
  expect((await projects([ids[1] ?? ''], viewerWith('owner')))[0]).toEqual([{ totalCount: 0, edges: [] }]);

  const { id } = await graph.estimate(manager, {
    ...{ title: 'Kitchen', notes: 'With care', positions: [{ name: 'A', unitPrice: '1' }] },
    sections: [{ name: 'S', positions: [{ name: 'B', unitPrice: '2' }] }],
  });
  const back = await graph.execute(
    manager,
    `{ estimate(id: "${id}") { title sections { estimate { id currency } positions { estimate { status } } }
         positions { estimate { notes totals { total { amount } } } } } }`,
  );
  expect(dataOf(back).estimate).toEqual({
    title: 'Kitchen',
    sections: [{ estimate: { id, currency: 'EUR' }, positions: [{ estimate: { status: 'DRAFT' } }] }],
    positions: [{ estimate: { notes: 'With care', totals: { total: { amount: '3.60' } } } }],
  });
});

describe('User.estimates', () => {
  it('answers what a person made in this organisation, in one statement for many people', async () => {
    const manager = viewerWith('manager');
    const colleague = viewerWith('manager', manager.orgId);
    await graph.estimate(manager, { title: 'Mine' });
    await graph.estimate(colleague, { title: 'Hers' });
    const people = [manager, colleague, viewerWith('viewer')].map(({ userId }) => ({
      __typename: 'User',
      id: userId,
    }));
    const answer = await entities(manager, people, '... on User { estimates { edges { node { title } } } }');
    expect(dataOf(answer)._entities).toEqual([
      { estimates: { edges: [{ node: { title: 'Mine' } }] } },
      { estimates: { edges: [{ node: { title: 'Hers' } }] } },
      { estimates: { edges: [] } },
    ]);
    expect(answer.statements).toHaveLength(1);
  });
});

it('resolves fifty estimates in one statement', async () => {
  const manager = viewerWith('manager');
  const ids: string[] = [];
  for (let index = 0; index < 50; index += 1) ids.push((await graph.estimate(manager)).id);
  const representations = ids.map((id) => ({ __typename: 'Estimate', id }));
  const answer = await entities(manager, representations, '... on Estimate { id lead { id } author { id } }');
  expect(dataOf(answer)._entities.map((estimate: { id: string }) => estimate.id)).toEqual(ids);
  expect(answer.statements).toHaveLength(1);
});
