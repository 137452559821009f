import { ask as askKommo } from '../../../../simulator/simulator-client';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const world = useCrm({ contacts: 20, leads: 90, companies: 5, tasks: 0, clock: 'virtual' });
let owner: Viewer;
let connectionId: string;

beforeEach(async () => {
  world.kommo.control.reset({ keep_tokens: true });
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
});

const kommo = async (method: string, path: string, body?: unknown) => {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  return askKommo(`${base}/api/v4${path}`, { method, token, body });
};

interface Linked {
  kommoId: string;
  catalogKommoId: string;
  quantity: string | null;
  element: { name: string; isDeleted: boolean; customFields: { name: string; values: string[] }[] } | null;
}

const LEADS = `query($first: Int!) { leads(first: 100, filter: { includeDeleted: true }) { edges { node { kommoId
  catalogElements(first: $first) { kommoId catalogKommoId quantity element { id kommoId name isDeleted createdAt updatedAt
    catalog { kommoId name type isDeleted } connection { id }
    customFields { ... on FilledCustomField { name values key } } } } } } } }`;

async function ours(viewer: Viewer = owner, first = 100): Promise<Map<string, Linked[]>> {
  const { leads } = dataOf(await world.graph.execute(viewer, LEADS, { first }));
  return new Map(
    leads.edges.map(({ node }: { node: { kommoId: string; catalogElements: Linked[] } }) => [
      node.kommoId,
      node.catalogElements,
    ]),
  );
}

interface TheirLink {
  id: number;
  metadata: { quantity: number; catalog_id: number };
}

/** What Kommo says each lead has. */
async function theirs(): Promise<Map<string, TheirLink[]>> {
  const { body } = await kommo('GET', '/leads?limit=250&with=catalog_elements');
  return new Map(
    body._embedded.leads.map((lead: { id: number; _embedded: { catalog_elements: TheirLink[] } }) => [
      String(lead.id),
      lead._embedded.catalog_elements,
    ]),
  );
}

const asked = (): number =>
  world.kommo.control.requests().filter(({ path }) => path.includes('/catalogs')).length;

async function statusOf(viewer: Viewer, id: string) {
  const query = `query($id: ID!) { crmConnection(id: $id) { state quarantinedRows { entity kommoId }
    entities { entity count deletedCount lastError { code } } } }`;
  const { crmConnection } = dataOf(await world.graph.execute(viewer, query, { id }));
  const entity = crmConnection.entities.find((one: { entity: string }) => one.entity === 'CATALOG_ELEMENTS');
  return { ...crmConnection, entity };
}

it('shows what leads have of the lists, with amounts, fields and the lists’ names', async () => {
  const copied = await ours();
  const linked = [...(await theirs())].filter(([, links]) => links.length > 0);
  expect(linked.length).toBeGreaterThan(5);
  for (const [lead, links] of linked) {
    expect(
      copied
        .get(lead)
        ?.map(({ kommoId, catalogKommoId, quantity }) => [kommoId, catalogKommoId, Number(quantity)]),
    ).toEqual(links.map(({ id, metadata }) => [String(id), String(metadata.catalog_id), metadata.quantity]));
  }
  const all = [...copied.values()].flat();
  expect(all).toHaveLength(linked.flatMap(([, links]) => links).length);
  for (const { kommoId, catalogKommoId, element } of all) {
    const { body } = await kommo('GET', `/catalogs/${catalogKommoId}/elements/${kommoId}`);
    expect(element).toMatchObject({ name: body.name, catalog: { kommoId: catalogKommoId } });
    expect(element?.customFields.map(({ name }) => name)).toEqual(
      ((body.custom_fields_values ?? []) as { field_name: string }[]).map((field) => field.field_name),
    );
  }
  expect((await statusOf(owner, connectionId)).entity).toMatchObject({ deletedCount: 0, lastError: null });
});

it('asks for the elements of many leads in as many statements as for few', async () => {
  const query = `query($n: Int!) { leads(first: $n) { edges { node { catalogElements { quantity element { name catalog { name } } } } } } }`;
  const few = await world.graph.execute(owner, query, { n: 20 });
  const many = await world.graph.execute(owner, query, { n: 100 });
  expect(dataOf(many).leads.edges.length).toBeGreaterThan(80);
  expect(many.statements).toHaveLength(few.statements.length);
});

it('follows links, and asks for an element only when a lead has it and it is new or a day old', async () => {
  const lead = [...(await theirs())].find(([, links]) => links.length === 0)?.[0] ?? '';
  const made = await kommo('POST', '/catalogs/11001/elements', [{ name: 'Scaffold' }]);
  const id = made.body._embedded.elements[0].id as number;
  const { count } = (await statusOf(owner, connectionId)).entity;
  world.kommo.control.clearRequests();
  await world.sync(owner, connectionId);
  expect(asked()).toBe(0);
  const link = {
    to_entity_id: id,
    to_entity_type: 'catalog_elements',
    metadata: { quantity: 2.5, catalog_id: 11_001 },
  };
  expect((await kommo('POST', `/leads/${lead}/link`, [link])).status).toBe(200);
  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', ids: [Number(lead)] } });
  await world.sync(owner, connectionId);
  expect((await ours()).get(lead)).toMatchObject([
    { kommoId: String(id), quantity: '2.5000', element: { name: 'Scaffold', isDeleted: false } },
  ]);
  await kommo('PATCH', `/catalogs/11001/elements/${id}`, { name: 'Scaffold, 20 m' });
  await world.sync(owner, connectionId, 'FULL');
  expect((await ours()).get(lead)?.[0]?.element?.name).toBe('Scaffold, 20 m');
  await kommo('POST', `/leads/${lead}/unlink`, [link]);
  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', ids: [Number(lead)] } });
  await world.sync(owner, connectionId);
  expect((await ours()).get(lead)).toEqual([]);
  expect((await statusOf(owner, connectionId)).entity.count).toBe(count);
});

it('buries an element that Kommo no longer has only when who gave access sees everything', async () => {
  const [lead, [link]] = [...(await ours())].find(([, links]) => links.length > 0) as [string, Linked[]];
  const id = Number(link?.kommoId);
  const manager = viewerWith('owner');
  const own = await connectAs(manager, 9_100_002);
  await world.sync(manager, own);
  world.kommo.control.mutate('acme-demo', { delete_elements: { ids: [id] } });
  await world.sync(manager, own, 'FULL');
  const seen = (await ours(manager)).get(lead)?.[0];
  if (seen) expect(seen.element).toMatchObject({ isDeleted: false });
  expect((await statusOf(manager, own)).entity.deletedCount).toBe(0);
  await world.sync(owner, connectionId, 'FULL');
  expect((await statusOf(owner, connectionId)).entity.deletedCount).toBe(1);
  // Nobody asks for it again before the next walk through everything.
  world.kommo.control.clearRequests();
  await world.sync(owner, connectionId);
  expect(asked()).toBe(0);
});

async function connectAs(viewer: Viewer, userId: number): Promise<string> {
  const accessToken = world.kommo.issueLongLivedToken('acme-demo', { userId });
  const document = `mutation($input: ConnectKommoWithTokenInput!) {
    connectKommoWithToken(input: $input) { connection { id } userErrors { code } } }`;
  const input = { subdomain: 'acme-demo', accessToken };
  return dataOf(await world.graph.execute(viewer, document, { input })).connectKommoWithToken.connection.id;
}

it('puts an odd element aside and takes it up when it is mended; odd links are left out', async () => {
  const [, [link]] = [...(await ours())].find(([, links]) => links.length > 0) as [string, Linked[]];
  const id = Number(link?.kommoId);
  world.kommo.control.odd('acme-demo', [{ list: 'elements', id, set: { updated_at: 'yesterday' } }]);
  const other = viewerWith('owner');
  const own = await world.connect(other);
  await world.sync(other, own);
  expect((await statusOf(other, own)).quarantinedRows).toEqual([
    { entity: 'CATALOG_ELEMENTS', kommoId: String(id) },
  ]);
  world.kommo.control.odd('acme-demo', []);
  await world.sync(other, own);
  expect((await statusOf(other, own)).quarantinedRows).toEqual([]);
  expect([...(await ours(other)).values()].flat().every(({ element }) => element !== null)).toBe(true);
});

it('goes on without the lists where Kommo refuses them, and says so', async () => {
  world.kommo.control.faults({ match: { path: '/api/v4/catalogs*' }, kind: '403' });
  const other = viewerWith('owner');
  const own = await world.connect(other);
  await world.sync(other, own);
  world.kommo.control.clearFaults();
  const { state, entity } = await statusOf(other, own);
  expect(state).toBe('ACTIVE');
  expect(entity).toMatchObject({ count: 0, lastError: { code: 'KOMMO_FORBIDDEN' } });
  const links = [...(await ours(other)).values()].flat();
  expect(links.length).toBeGreaterThan(5);
  expect(links.every(({ element }) => element === null)).toBe(true);
});
