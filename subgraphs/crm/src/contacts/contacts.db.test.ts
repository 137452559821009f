import type { Viewer } from '../../../../service-kit/auth/viewer';
import { expectOrder } from '../../../../testkit/orders';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 95, leads: 90, companies: 30 });
let owner: Viewer;

beforeAll(async () => {
  owner = viewerWith('owner');
  await world.sync(owner, await world.connect(owner));
});

const ask = (query: string, variables?: Record<string, unknown>, viewer: Viewer | null = owner) =>
  world.graph.execute(viewer, query, variables);

const CARD =
  'responsibleUser { name } connection { id accountName } tags { name } customFields { ... on FilledCustomField { name values } } url';
const CONTACTS = `query($first: Int, $filter: ContactFilter, $orderBy: ContactOrder! = CREATED_AT_DESC) {
  contacts(first: $first, filter: $filter, orderBy: $orderBy) { totalCount edges { node {
    id kommoId name firstName lastName phones emails company { id kommoId } leads { id kommoId } ${CARD} } } } }`;
const COMPANIES = `query($first: Int, $filter: CompanyFilter, $orderBy: CompanyOrder! = NAME_ASC) {
  companies(first: $first, filter: $filter, orderBy: $orderBy) { totalCount edges { node {
    id kommoId name phones emails contacts { kommoId company { id } } leads { kommoId company { id } } ${CARD} } } } }`;

interface Contact {
  id: string;
  kommoId: string;
  name: string;
  phones: string[];
  emails: string[];
  company: { id: string; kommoId: string } | null;
  leads: { id: string; kommoId: string }[];
}

const nodesOf = <T>(list: { edges: { node: T }[] }): T[] => list.edges.map((edge) => edge.node);
const contacts = async (variables: Record<string, unknown> = {}) =>
  nodesOf<Contact>(dataOf(await ask(CONTACTS, { first: 100, ...variables })).contacts);

it('answers contacts with numbers, company and leads, in a constant number of statements', async () => {
  const few = await ask(CONTACTS, { first: 20 });
  const many = await ask(CONTACTS, { first: 90 });
  expect(many.statements.length).toBe(few.statements.length);
  const all = await contacts();
  expect(all.some((contact) => contact.phones.length > 1)).toBe(true);
  expect(all.some((contact) => contact.emails.length > 0)).toBe(true);
  expect(all.some((contact) => contact.company)).toBe(true);
  const busy = all.find((contact) => contact.leads.length > 0);
  const lead = await ask('query($id: ID!) { lead(id: $id) { contacts { id } } }', { id: busy?.leads[0]?.id });
  expect(dataOf(lead).lead.contacts).toContainEqual({ id: busy?.id });
});

it('finds a contact by its telephone number however it is written, here and there', async () => {
  const sample = (await contacts()).find((contact) => contact.phones[0]);
  const digits = (sample?.phones[0] ?? '').replace(/\D/g, '');
  const last = digits.slice(-10);
  const written = [
    digits,
    `+${digits}`,
    `8${last}`,
    `00${digits}`,
    `8 (${last.slice(0, 3)}) ${last.slice(3, 6)}-${last.slice(6, 8)}-${last.slice(8)}`,
    `${last.slice(0, 3)}.${last.slice(3, 6)}.${last.slice(6)}`,
    `${last.slice(0, 3)}–${last.slice(3)}`,
    `0${last.slice(1)}`, // as if its country had short numbers and a trunk zero
    `+${digits.slice(0, -10)} (0)${last.slice(0, 3)} ${last.slice(3)}`,
    `tel:+${digits}`,
    `\u202A+${digits}\u202C`, // as address books of telephones copy it
  ];
  for (const search of written) {
    const found = await contacts({ filter: { search } });
    expect([search, found.map(({ id }) => id)]).toEqual([search, expect.arrayContaining([sample?.id])]);
  }
  expect(await contacts({ filter: { search: `${last.slice(1)}0` } })).toEqual([]);
});

it('finds contacts by a part of name, telephone number or address', async () => {
  const sample = (await contacts()).find((contact) => contact.phones[0] && contact.emails[0]);
  for (const search of [sample?.name.slice(0, 5), sample?.phones[0], sample?.emails[0]?.toUpperCase()]) {
    const found = await contacts({ filter: { search } });
    expect(found.map((contact) => contact.id)).toContain(sample?.id);
    expect(found.length).toBeLessThan(90);
  }
  expect(await contacts({ filter: { search: 'nobody is called so' } })).toEqual([]);
});

it('answers companies with their contacts and leads, in a constant number of statements', async () => {
  const few = await ask(COMPANIES, { first: 10 });
  const many = await ask(COMPANIES, { first: 30 });
  expect(many.statements.length).toBe(few.statements.length);
  const all = nodesOf<{
    id: string;
    name: string;
    contacts: { company: { id: string } }[];
    leads: { company: { id: string } }[];
  }>(dataOf(many).companies);
  expect(all.flatMap((company) => company.contacts).length).toBeGreaterThan(10);
  for (const company of all) {
    for (const card of [...company.contacts, ...company.leads]) expect(card.company.id).toBe(company.id);
  }
});

it.each([
  ['CREATED_AT', 'createdAt'],
  ['UPDATED_AT', 'updatedAt'],
  ['NAME', 'name'],
])('orders contacts and companies by %s, both ways', async (order, field) => {
  for (const orderBy of [`${order}_ASC`, `${order}_DESC`]) {
    for (const [list, type] of [
      ['contacts', 'ContactOrder'],
      ['companies', 'CompanyOrder'],
    ] as const) {
      const query = `query($orderBy: ${type}!) { ${list}(first: 100, orderBy: $orderBy) { edges { node { ${field} } } } }`;
      const nodes = nodesOf<Record<string, string>>(dataOf(await ask(query, { orderBy }))[list]);
      expectOrder(
        nodes.map((node) => node[field] ?? ''),
        orderBy,
      );
    }
  }
});

it('hides contacts and companies of another organisation', async () => {
  const stranger = viewerWith('owner');
  const [contact] = (await contacts()).filter((one) => one.company);
  const queries = {
    contact: ['query($id: ID!) { contact(id: $id) { id } }', contact?.id],
    company: ['query($id: ID!) { company(id: $id) { id } }', contact?.company?.id],
  } as const;
  for (const [field, [query, id]] of Object.entries(queries)) {
    expect(dataOf(await ask(query, { id }))[field]).toEqual({ id });
    for (const unknown of [id, 'nonsense']) {
      const answer = await ask(query, { id: unknown }, unknown === id ? stranger : owner);
      expect(codes(answer)).toEqual(['NOT_FOUND']);
      expect(answer.data).toEqual({ [field]: null });
    }
  }
  const references = ['Contact', 'Company'].map((__typename, index) => ({
    __typename,
    id: [contact?.id, contact?.company?.id][index],
  }));
  const resolve = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Contact { id } ... on Company { id } } }`;
  expect(dataOf(await ask(resolve, { r: references }))._entities).toEqual(
    references.map(({ id }) => ({ id })),
  );
  expect(dataOf(await ask(resolve, { r: references }, stranger))._entities).toEqual([null, null]);
});

it('refuses callers without crm:read and filters that make no sense', async () => {
  const powerless: Viewer = { ...owner, permissions: new Set(['crm:write']) };
  for (const query of [CONTACTS, COMPANIES]) {
    expect(codes(await ask(query, {}, powerless))).toEqual(['FORBIDDEN']);
    expect(codes(await ask(query, {}, null))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await ask(query, { filter: { search: 'x'.repeat(300) } }))).toEqual(['BAD_USER_INPUT']);
  }
});
