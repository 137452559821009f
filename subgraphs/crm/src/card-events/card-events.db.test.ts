import { ask as askKommo } from '../../../../simulator/simulator-client';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { runSync } from '../sync/run-sync';
import { trimEvents } from './sync-events';

const world = useCrm({ contacts: 30, leads: 30, companies: 5, tasks: 0, clock: 'virtual' });
let owner: Viewer;
let connectionId: string;

beforeEach(async () => {
  world.kommo.control.reset({ keep_tokens: true });
  world.kommo.control.clearFaults();
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
});

const kommo = async (method: string, path: string, body?: unknown) => {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  return askKommo(`${base}/api/v4${path}`, { method, token, body });
};

interface Shown {
  type: string;
  kommoId: string;
  at: string;
}

const LIST = `query($first: Int, $filter: CardEventFilter) { crmEvents(first: $first, filter: $filter) { totalCount edges { node {
  id kommoId type at before after lead { kommoId } contact { kommoId } company { kommoId } author { kommoId } connection { id } } } } }`;

const ask = (query: string, variables: object = {}, viewer: Viewer = owner) =>
  world.graph.execute(viewer, query, variables as Record<string, unknown>);

async function events(filter: object = {}, viewer: Viewer = owner): Promise<Shown[]> {
  const { crmEvents } = dataOf(await ask(LIST, { first: 100, filter }, viewer));
  return crmEvents.edges.map(({ node }: { node: Shown }) => node);
}

/** What Kommo's log has of cards within the days that are read first. */
async function theirs(types: string[]): Promise<string[]> {
  const from = world.kommo.control.now() - 30 * 86_400 - 600;
  const query = `filter[type]=${types.join(',')}&filter[created_at][from]=${from}&limit=100`;
  const { status, body } = await kommo('GET', `/events?${query}`);
  return status === 204 ? [] : body._embedded.events.map(({ id }: { id: string }) => id);
}

it('shows what the change log tells of cards since a month before they were copied, each once', async () => {
  const types = ['lead_added', 'contact_added', 'company_added', 'entity_merged'];
  const wanted = (await theirs(types)).sort();
  expect(wanted.length).toBeGreaterThan(1);
  expect((await events()).map(({ kommoId }) => kommoId).sort()).toEqual(wanted);
  await world.sync(owner, connectionId);
  await world.sync(owner, connectionId, 'FULL');
  expect((await events()).map(({ kommoId }) => kommoId).sort()).toEqual(wanted);
  expect(await events({}, viewerWith('owner'))).toEqual([]);
});

it('tells who did what to which card, before and after; what the journal has is not there twice', async () => {
  world.kommo.control.clock({ advance_s: 60 });
  const link = { to_entity_id: 40_000_002, to_entity_type: 'contacts' };
  await kommo('POST', '/leads/50000003/link', [link]);
  await kommo('PATCH', '/leads/50000003', { name: 'Another', price: 77 });
  world.kommo.control.clock({ advance_s: 60 });
  await kommo('POST', '/leads/50000003/notes', [{ note_type: 'common', params: { text: 'Called' } }]);
  await world.sync(owner, connectionId);
  const query = `{ leads(first: 1, filter: { kommoIds: ["50000003"] }) { edges { node { id
    events(first: 2) { type before after author { kommoId } lead { kommoId } contact { kommoId } } } } } }`;
  const [{ node: lead }] = dataOf(await ask(query)).leads.edges;
  const common = { author: { kommoId: '9100001' }, lead: { kommoId: '50000003' }, contact: null, before: [] };
  expect(lead.events).toEqual([
    { ...common, type: 'common_note_added', after: [{ note: { id: expect.any(Number) } }] },
    { ...common, type: 'entity_linked', after: [{ link: { entity: { type: 'contact', id: 40_000_002 } } }] },
  ]);
  const own = await events({ leadId: lead.id });
  expect(own.slice(0, 2).map(({ type }) => type)).toEqual(['common_note_added', 'entity_linked']);
  expect(own.every(({ type }) => !type.includes('field_changed') && !type.includes('status'))).toBe(true);
  expect(await events({ leadId: lead.id, types: ['entity_linked'] })).toHaveLength(1);
  const at = own[0]?.at;
  expect((await events({ leadId: lead.id, before: at })).map(({ type }) => type)).not.toContain(
    'common_note_added',
  );
  expect((await events({ from: at })).map(({ type }) => type)).toEqual(['common_note_added']);
  expect(codes(await ask(LIST, { filter: { types: Array(51).fill('a') } }))).toEqual(['BAD_USER_INPUT']);
});

it('costs as many statements for many cards as for few', async () => {
  const query =
    'query($n: Int!) { leads(first: $n) { edges { node { events(first: 5) { type author { name } } } } } }';
  const few = await ask(query, { n: 2 });
  const many = await ask(query, { n: 30 });
  expect(many.statements).toHaveLength(few.statements.length);
});

it('reads a long log stretch by stretch, takes it up where it was left, and forgets the oldest', async () => {
  for (const n of [60, 80, 120]) {
    world.kommo.control.mutate('acme-demo', { create: { entity: 'leads', n } });
    world.kommo.control.clock({ advance_s: 3_600 });
  }
  world.kommo.control.mutate('acme-demo', { create: { entity: 'contacts', n: 40 } });
  const count = async () => dataOf(await ask(LIST, { first: 1 })).crmEvents.totalCount as number;
  const before = await count();
  // The process dies in the middle of the log.
  let asked = 0;
  const send: typeof world.runtime.http.send = (request) => {
    if (request.url.includes('entity_merged') && (asked += 1) > 5) throw new Error('died');
    return world.runtime.http.send(request);
  };
  const dying = { ...world.runtime, http: { ...world.runtime.http, send } };
  const start = 'mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } } }';
  const { startSync } = dataOf(await ask(start, { input: { connectionId, mode: 'INCREMENTAL' } }));
  const job = { orgId: owner.orgId, connectionId, runId: startSync.run.id as string };
  await expect(runSync(dying, job, 1, new AbortController().signal)).rejects.toThrow('died');
  const stored = await count();
  expect(stored).toBeGreaterThan(before);
  expect(stored).toBeLessThan(before + 300);
  await world.sync(owner, connectionId);
  expect(await count()).toBe(before + 300);
  const ref = { orgId: owner.orgId, connectionId };
  await inOrganization(world.deps.source, owner.orgId, (db) => trimEvents(db, ref, 40));
  const left = await events();
  expect(left).toHaveLength(40);
  expect(left.every(({ type }) => type === 'contact_added')).toBe(true);
});

it('goes on without the log where Kommo refuses it, and puts an odd event aside', async () => {
  const status = async () => {
    const query = `query($id: ID!) { crmConnection(id: $id) { state quarantinedRows { entity }
      entities { entity count lastError { code } } } }`;
    return dataOf(await ask(query, { id: connectionId })).crmConnection;
  };
  const entity = async () =>
    (await status()).entities.find((one: { entity: string }) => one.entity === 'CARD_EVENTS');
  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.mutate('acme-demo', { create: { entity: 'leads', n: 1 } });
  world.kommo.control.odd('acme-demo', [
    { list: 'events', id: null, row: { id: 'e1', type: 'x', created_at: null } },
  ]);
  await world.sync(owner, connectionId);
  expect((await status()).quarantinedRows.map((row: { entity: string }) => row.entity)).toContain(
    'CARD_EVENTS',
  );
  world.kommo.control.odd('acme-demo', []);
  world.kommo.control.faults({ match: { path: '/api/v4/events' }, kind: '403' });
  await world.sync(owner, connectionId);
  expect(await entity()).toMatchObject({ lastError: { code: 'KOMMO_FORBIDDEN' } });
  expect((await status()).state).toBe('ACTIVE');
});
