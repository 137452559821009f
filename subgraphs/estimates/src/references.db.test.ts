import { LEADS_CHANGED } from '../../../schema/events';
import { newId } from '../../../service-kit/data/ids';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { inOrganization } from '../../../service-kit/postgres/database';
import { useEstimates } from '../../../testkit/estimates';
import { codes, dataOf } from '../../../testkit/subgraph';
import { viewerWith } from '../../../testkit/tokens';
import { leadProjection } from './leads/lead-projection';

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

describe('who leads are about', () => {
  const PAGES = (type: string) => `... on ${type} { id ${PAGE} }`;

  /** What crm tells: each lead with its contacts, the main one first, and its company. */
  const know = (viewer: Viewer, version: number, told: [id: string, more: object][]): Promise<void> =>
    inOrganization(graph.parts.source, viewer.orgId, (db) => {
      const lead = { version, name: 'House', contactName: null, companyName: null, responsibleKommoId: null };
      const payload = LEADS_CHANGED.payload.parse({
        connectionId: newId(),
        leads: told.map(([id, more]) => ({ ...lead, isGone: false, ...more, id })),
      });
      const handler = leadProjection.handlers[0] as unknown as { apply: (...of: unknown[]) => Promise<void> };
      return handler.apply(db, { orgId: viewer.orgId, payload });
    });

  it('leads contacts and companies to their estimates, at one statement for the pages and one for the counts', async () => {
    const manager = viewerWith('manager');
    const [anna, ben, firm, others] = [newId(), newId(), newId(), newId()];
    const ids = ['Kitchen', 'Bath', 'Roof'].map((title) => ({ title, leadId: graph.lead(manager) }));
    for (const each of ids) await graph.estimate(manager, each);
    const [kitchen = '', bath = '', roof = ''] = ids.map(({ leadId }) => leadId);
    await know(manager, 1, [
      [kitchen, { contactIds: [anna, ben], companyId: firm }],
      [bath, { contactIds: [ben], companyId: firm }],
      [roof, { contactIds: [], companyId: null }],
    ]);
    const pages = async (type: string, some: string[], viewer = manager) => {
      const of = some.map((id) => ({ __typename: type, id }));
      const answer = await entities(viewer, of, PAGES(type));
      const found: LeadPage[] = dataOf(answer)._entities;
      const shown = found.map(({ estimates: { totalCount, edges } }) => [
        totalCount,
        ...edges.map(({ node }) => node.title),
      ]);
      return { shown, statements: answer.statements.length };
    };
    const some = await pages('Contact', [anna, ben, others, firm]);
    expect(some).toEqual({ shown: [[1, 'Kitchen'], [2, 'Bath', 'Kitchen'], [0], [0]], statements: 2 });
    expect((await pages('Contact', [anna])).statements).toBe(2);
    const firms = await pages('Company', [firm, others, anna]);
    expect(firms).toEqual({ shown: [[2, 'Bath', 'Kitchen'], [0], [0]], statements: 2 });
    expect((await pages('Company', [firm], viewerWith('owner'))).shown).toEqual([[0]]);

    const CONTACTS = '{ estimates(orderBy: CREATED_AT_ASC) { edges { node { contact { id } } } } }';
    const contacts = async (viewer = manager) => {
      const answer = await graph.execute(viewer, CONTACTS);
      expect(answer.statements).toHaveLength(2);
      return dataOf(answer).estimates.edges.map(
        ({ node }: { node: { contact: { id: string } | null } }) => node.contact?.id ?? null,
      );
    };
    expect(await contacts()).toEqual([anna, ben, null]);
    await know(manager, 2, [
      [kitchen, {}],
      [bath, { contactIds: [anna], companyId: null }],
    ]);
    await know(manager, 1, [[bath, { contactIds: [ben], companyId: firm }]]);
    expect(await contacts()).toEqual([anna, anna, null]);
    expect((await pages('Company', [firm])).shown).toEqual([[1, 'Kitchen']]);
    await know(manager, 3, [[kitchen, { isGone: true }]]);
    expect(await contacts()).toEqual([null, anna, null]);
  });

  it('pages and filters within one company, and tells nothing to who may not read it', async () => {
    const manager = viewerWith('manager');
    const firm = newId();
    const leadIds = [graph.lead(manager), graph.lead(manager)];
    await know(
      manager,
      1,
      leadIds.map((id): [string, object] => [id, { contactIds: [], companyId: firm }]),
    );
    for (const [index, title] of ['A', 'B', 'C'].entries())
      await graph.estimate(manager, { leadId: leadIds[index % 2], title });
    const ask = async (args: string) => {
      const FIELDS = `... on Company { estimates(${args}) { totalCount pageInfo { endCursor } edges { node { title } } } }`;
      const { estimates } = dataOf(await entities(manager, [{ __typename: 'Company', id: firm }], FIELDS))
        ._entities[0];
      const titles = estimates.edges.map((edge: { node: { title: string } }) => edge.node.title).join('');
      return [estimates.totalCount, titles, estimates.pageInfo.endCursor];
    };
    const [count, titles, cursor] = await ask('first: 2, orderBy: TOTAL_ASC');
    expect([count, titles]).toEqual([3, 'AB']);
    expect((await ask(`first: 2, orderBy: TOTAL_ASC, after: "${cursor}"`)).slice(0, 2)).toEqual([3, 'C']);
    expect((await ask(`last: 1, orderBy: CREATED_AT_ASC`)).slice(0, 2)).toEqual([3, 'C']);
    expect((await ask('filter: { search: "b" }')).slice(0, 2)).toEqual([1, 'B']);
    const bare = { ...manager, permissions: new Set(['estimates:read']) };
    const refused = await entities(bare, [{ __typename: 'Company', id: firm }], PAGES('Company'));
    expect(codes(refused)).toEqual(['FORBIDDEN']);
  });
});

it('adds up what leads come to, for each currency, whatever their number', async () => {
  const manager = viewerWith('manager');
  const [busy, quiet, none] = [graph.lead(manager), graph.lead(manager), graph.lead(manager)];
  const make = async (leadId: string, unitPrice: string, more: object = {}) =>
    graph.estimate(manager, {
      leadId,
      taxRate: null,
      taxExempt: true,
      positions: [{ name: 'Work', unitPrice }],
      ...more,
    });
  const send = async (leadId: string, unitPrice: string, more: object = {}) => {
    const { id } = await make(leadId, unitPrice, more);
    await graph.mutate(manager, 'sendEstimate', { id });
    return id;
  };
  const totals = async (some: string[], viewer: Viewer = manager) => {
    const answer = await entities(viewer, leads(some), '... on Lead { estimatedTotal { amount currency } }');
    expect(answer.statements).toHaveLength(1);
    return dataOf(answer)._entities.map(({ estimatedTotal }: { estimatedTotal: object }) => estimatedTotal);
  };
  await make(busy, '1000');
  expect(await totals([busy, none])).toEqual([[], []]);
  const first = await send(busy, '10.5');
  await send(busy, '20');
  await send(busy, '7', { currency: 'JPY' });
  await send(quiet, '0.1');
  const EUR = (amount: string) => ({ amount, currency: 'EUR' });
  const JPY = { amount: '7', currency: 'JPY' };
  expect(await totals([busy, quiet, none])).toEqual([[EUR('30.50'), JPY], [EUR('0.10')], []]);
  const { estimate } = await graph.mutate(manager, 'reviseEstimate', { id: first }, 'estimate { id }');
  expect(await totals([busy])).toEqual([[EUR('30.50'), JPY]]);
  await graph.mutate(manager, 'sendEstimate', { id: estimate.id });
  expect(await totals([busy])).toEqual([[EUR('30.50'), JPY]]);
  await graph.mutate(manager, 'declineEstimate', { id: estimate.id, reason: 'Too dear' });
  expect(await totals([busy])).toEqual([[EUR('20.00'), JPY]]);
  expect(await totals([busy], viewerWith('owner'))).toEqual([[]]);
  const bare = { ...manager, permissions: new Set(['crm:read']) };
  const refused = await entities(bare, leads([busy]), '... on Lead { id estimatedTotal { amount } }');
  expect([refused.data._entities, codes(refused)]).toEqual([
    [{ id: busy, estimatedTotal: null }],
    ['FORBIDDEN'],
  ]);
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
