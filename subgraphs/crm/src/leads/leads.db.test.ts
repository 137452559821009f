import { codes, dataOf } from '../../../../testkit/subgraph';
import { expectOrder } from '../../../../testkit/orders';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 120, leads: 100, companies: 20 });
let owner: Viewer;
let connectionId: string;

beforeAll(async () => {
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
});

const ask = async (query: string, variables?: Record<string, unknown>, viewer: Viewer | null = owner) =>
  world.graph.execute(viewer, query, variables);
const nodes = (list: { edges: { node: Record<string, never> }[] }) => list.edges.map((edge) => edge.node);

const LEADS = `query($first: Int, $after: String, $filter: LeadFilter, $orderBy: LeadOrder! = CREATED_AT_DESC) {
  leads(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node {
      id kommoId name status closedAt createdAt updatedAt isDeleted url price { amount currency }
      pipeline { id kommoId name } stage { id kommoId name status } responsibleUser { id kommoId name }
      company { kommoId name } mainContact { kommoId } contacts { kommoId name phones }
      tags { name } customFields { ... on FilledCustomField { fieldId name type values } } } } } }`;

const list = async (variables: Record<string, unknown>) => dataOf(await ask(LEADS, variables)).leads;

it('answers a lead with everything Kommo knows of it', async () => {
  const { edges } = await list({ first: 100 });
  const lead = edges
    .map((edge: { node: unknown }) => edge.node)
    .find((node: { contacts: unknown[]; company: unknown }) => node.contacts.length > 1 && node.company);
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const address = `${world.kommo.accountUrl.replace('{subdomain}', 'acme-demo')}/api/v4/leads/${lead.kommoId}?with=contacts`;
  const theirs = await (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).json();
  const { _embedded: links } = theirs as {
    _embedded: { contacts: { id: number; is_main: boolean }[]; companies: { id: number }[] };
  };
  expect(lead).toMatchObject({
    kommoId: String(theirs.id),
    name: theirs.name,
    isDeleted: false,
    price: { currency: 'USD' },
    pipeline: { kommoId: String(theirs.pipeline_id) },
    stage: { kommoId: String(theirs.status_id) },
    createdAt: new Date(theirs.created_at * 1000).toISOString(),
    updatedAt: new Date(theirs.updated_at * 1000).toISOString(),
    company: { kommoId: String(links.companies[0]?.id) },
    mainContact: { kommoId: String(links.contacts.find((contact) => contact.is_main)?.id) },
  });
  expect(Number(lead.price.amount)).toBe(theirs.price);
  expect(lead.price.amount).toMatch(/^\d+\.\d\d$/); // dollars have two decimals
  expect(lead.contacts.map((contact: { kommoId: string }) => contact.kommoId)).toEqual(
    links.contacts.map((contact) => String(contact.id)),
  );
  expect(lead.customFields.map((field: { fieldId: string }) => field.fieldId)).toEqual(
    (theirs.custom_fields_values ?? []).map((field: { field_id: number }) => String(field.field_id)),
  );
});

it('runs the same number of statements for 20 leads and for 100', async () => {
  const few = await ask(LEADS, { first: 20 });
  const many = await ask(LEADS, { first: 100 });
  expect(dataOf(many).leads.edges.length).toBeGreaterThan(90);
  expect(many.statements.length).toBe(few.statements.length);
  // The page, its count, connections, pipelines, stages, people, contacts, companies, custom fields.
  expect(many.statements.length).toBe(9);
});

it.each([
  ['CREATED_AT_DESC', 'createdAt'],
  ['CREATED_AT_ASC', 'createdAt'],
  ['UPDATED_AT_DESC', 'updatedAt'],
  ['UPDATED_AT_ASC', 'updatedAt'],
  ['NAME_ASC', 'name'],
  ['NAME_DESC', 'name'],
  ['PRICE_DESC', 'price'],
  ['PRICE_ASC', 'price'],
])('gives every lead once, page by page, in order %s', async (orderBy, field) => {
  const ids: string[] = [];
  const values: (string | number)[] = [];
  let after: string | null = null;
  let total = 0;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({ first: 30, after, orderBy });
    ids.push(...nodes(page).map((node) => String(node['id'])));
    for (const node of nodes(page)) {
      values.push(
        field === 'price'
          ? Number((node['price'] as unknown as { amount: string }).amount)
          : String(node[field]),
      );
    }
    total = page.totalCount;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect(ids).toHaveLength(total);
  expect(new Set(ids).size).toBe(total);
  expectOrder(values, orderBy);
});

it('narrows by pipeline, stage, outcome, responsible person, number, time and text', async () => {
  const all = nodes(await list({ first: 100 })) as Record<string, any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers
  const sample = all.find((lead) => lead['stage'] && lead['responsibleUser'] && lead['name'].length > 5)!;
  const same = (test: (lead: Record<string, any>) => boolean) => all.filter(test).length; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers
  const count = async (filter: object) => nodes(await list({ first: 100, filter })).length;
  expect(all.length).toBeGreaterThan(90);
  expect(await count({ pipelineId: sample['pipeline'].id })).toBe(
    same((lead) => lead['pipeline']?.id === sample['pipeline'].id),
  );
  expect(await count({ stageId: sample['stage'].id })).toBe(
    same((lead) => lead['stage']?.id === sample['stage'].id),
  );
  for (const status of ['OPEN', 'WON', 'LOST']) {
    const expected = same((lead) => lead['status'] === status);
    expect(expected).toBeGreaterThan(0);
    expect(await count({ status })).toBe(expected);
  }
  expect(await count({ responsibleUserId: sample['responsibleUser'].id })).toBe(
    same((lead) => lead['responsibleUser']?.id === sample['responsibleUser'].id),
  );
  expect(await count({ kommoIds: [sample['kommoId'], '999', 'nonsense'] })).toBe(1);
  expect(await count({ updatedSince: sample['updatedAt'] })).toBe(
    same((lead) => lead['updatedAt'] >= sample['updatedAt']),
  );
  expect(await count({ search: sample['name'].slice(1, 6).toUpperCase() })).toBeGreaterThan(0);
  expect(await count({ search: '%' })).toBe(same((lead) => lead['name'].includes('%')));
  expect(await count({ connectionId })).toBe(all.length);
});

it('finds nothing by an id of another organisation, as by one that names nothing', async () => {
  const stranger = viewerWith('owner');
  const [lead] = nodes(await list({ first: 1 }));
  const id = lead?.['id'];
  for (const viewer of [stranger]) {
    const single = await ask('query($id: ID!) { lead(id: $id) { id } }', { id }, viewer);
    expect(codes(single)).toEqual(['NOT_FOUND']);
    expect(single.data).toEqual({ lead: null });
  }
  for (const unknown of ['018f0000-0000-7000-8000-000000000000', 'nonsense', '']) {
    const single = await ask('query($id: ID!) { lead(id: $id) { id } }', { id: unknown });
    expect(codes(single)).toEqual(['NOT_FOUND']);
  }
});

it.each(['pipelineId', 'stageId', 'responsibleUserId', 'connectionId'])(
  'filters by an unknown %s to nothing, and refuses what is no id',
  async (name) => {
    const unknown = { [name]: '018f0000-0000-7000-8000-000000000000' };
    expect((await list({ filter: unknown })).totalCount).toBe(0);
    for (const wrong of ['nonsense', '']) {
      const query = 'query($filter: LeadFilter) { leads(filter: $filter) { totalCount } }';
      const answer = await ask(query, { filter: { [name]: wrong } });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.errors[0]?.message).toContain(`filter.${name}`);
    }
  },
);

it('resolves a reference for its own organisation only', async () => {
  const [lead] = nodes(await list({ first: 1 }));
  const reference = (viewer: Viewer | null, id: unknown) =>
    ask(
      'query($r: [_Any!]!) { _entities(representations: $r) { ... on Lead { id name } } }',
      { r: [{ __typename: 'Lead', id }] },
      viewer,
    );
  expect(dataOf(await reference(owner, lead?.['id']))._entities[0]).toEqual({
    id: lead?.['id'],
    name: lead?.['name'],
  });
  expect(dataOf(await reference(viewerWith('owner'), lead?.['id']))._entities).toEqual([null]);
  expect(dataOf(await reference(owner, 'nonsense'))._entities).toEqual([null]);
  expect(codes(await reference(null, lead?.['id']))).toContain('UNAUTHENTICATED');
});

it('refuses a caller without crm:read, an anonymous one, and input that makes no sense', async () => {
  const powerless: Viewer = { ...owner, permissions: new Set() };
  expect(codes(await ask(LEADS, {}, powerless))).toEqual(['FORBIDDEN']);
  expect(codes(await ask(LEADS, {}, null))).toEqual(['UNAUTHENTICATED']);
  const bad = [
    { first: 101 },
    { first: 0 },
    { after: 'x' },
    { filter: { search: 'x'.repeat(201) } },
    { filter: { kommoIds: Array.from({ length: 101 }, String) } },
    { filter: { updatedSince: 'yesterday' } },
  ];
  for (const variables of bad) expect(codes(await ask(LEADS, variables))).toEqual(['BAD_USER_INPUT']);
});

it('searches for a text whatever spaces stand around it, and says what is wrong with one it can’t take', async () => {
  const count = async (search: string) => (await list({ filter: { search } })).totalCount;
  expect(await count('  remodel ')).toBe(await count('remodel'));
  expect(await count('   ')).toBe(await count(''));
  const { errors } = await ask(LEADS, { filter: { search: 'a\0b' } });
  expect(errors[0]?.message).toContain('U+0000');
});

it('refuses a forged cursor and one of another list', async () => {
  const { edges } = dataOf(await ask('{ contacts(first: 1) { edges { cursor } } }')).contacts;
  const { endCursor } = (await list({ first: 1 })).pageInfo;
  const [order, , id] = JSON.parse(Buffer.from(endCursor, 'base64url').toString());
  const forged = [
    '2026-02-30T00:00:00.000Z',
    '9999-99-99T99:99:99.999Z',
    '0000-01-01T00:00:00.000Z',
    '294277-01-01T00:00:00.000Z',
    "'; DROP TABLE leads; --",
  ].map((instant) => Buffer.from(JSON.stringify([order, instant, id])).toString('base64url'));
  for (const after of [edges[0].cursor, ...forged]) {
    expect({ after, codes: codes(await ask(LEADS, { after })) }).toEqual({
      after,
      codes: ['BAD_USER_INPUT'],
    });
  }
});
