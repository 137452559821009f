import { ask as askKommo } from '../../../../simulator/simulator-client';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const world = useCrm({ contacts: 60, leads: 60, companies: 20, clock: 'virtual' });
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

const ask = (query: string, variables?: Record<string, unknown>, viewer: Viewer = owner) =>
  world.graph.execute(viewer, query, variables);

interface Shown {
  kommoId: string;
  type: string;
  text: string;
  params: Record<string, unknown>;
  createdAt: string;
}

const NOTES = (
  list: string,
) => `query($n: [String!]) { ${list}(first: 100, filter: { kommoIds: $n }) { edges { node {
  kommoId notes(first: 100) { id kommoId type text params createdAt updatedAt isDeleted author { kommoId } responsibleUser { kommoId } connection { id } } } } } }`;

/** Our notes by card. */
async function ours(list: string): Promise<Map<string, Shown[]>> {
  const found = dataOf(await ask(NOTES(list)))[list].edges as { node: { kommoId: string; notes: Shown[] } }[];
  return new Map(found.map(({ node }) => [node.kommoId, node.notes]));
}

it.each(['leads', 'contacts', 'companies'])('copies the notes of %s, texts and calls', async (list) => {
  const theirs = (await kommo('GET', `/${list}/notes?limit=250`)).body._embedded.notes as Record<
    string,
    unknown
  >[];
  const copied = [...(await ours(list)).entries()].flatMap(([card, notes]) =>
    notes.map((note) => ({ card, note })),
  );
  const live = theirs.filter((note) => copied.some(({ card }) => card === String(note['entity_id'])));
  expect(live.length).toBeGreaterThan(2);
  expect(copied).toHaveLength(live.length);
  for (const note of live) {
    const copy = copied.find((one) => one.note.kommoId === String(note['id']));
    expect(copy).toMatchObject({
      card: String(note['entity_id']),
      note: {
        type: note['note_type'],
        params: note['params'],
        text: (note['params'] as { text?: string }).text ?? '',
      },
    });
  }
});

it('shows the newest notes first, and forgets those that were deleted', async () => {
  world.kommo.control.clock({ advance_s: 60 });
  const made = await kommo('POST', '/leads/50000003/notes', [
    { note_type: 'common', params: { text: 'First' } },
  ]);
  world.kommo.control.clock({ advance_s: 60 });
  await kommo('POST', '/leads/50000003/notes', [{ note_type: 'common', params: { text: 'Second' } }]);
  await world.sync(owner, connectionId);
  const texts = async () =>
    ((await ours('leads')).get('50000003') ?? []).map((note) => note.text).slice(0, 2);
  expect(await texts()).toEqual(['Second', 'First']);
  const id = made.body._embedded.notes[0].id as number;
  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.mutate('acme-demo', { delete_notes: { entity: 'leads', ids: [id] } });
  await world.sync(owner, connectionId);
  expect((await texts())[0]).toBe('Second');
  expect(await texts()).not.toContain('First');
});

it('keeps a note whose parameters are of any shape, and puts aside one that can’t be read', async () => {
  const [first, second] = (await kommo('GET', '/leads/notes?limit=250')).body._embedded.notes as {
    id: number;
    entity_id: number;
  }[];
  world.kommo.control.odd('acme-demo', [
    { list: 'notes', id: first?.id ?? 0, set: { params: [] } },
    { list: 'notes', id: second?.id ?? 0, set: { updated_at: null } },
  ]);
  const other = viewerWith('owner');
  const id = await world.connect(other);
  await world.sync(other, id);
  world.kommo.control.odd('acme-demo', []);
  const query = `query($id: ID!) { crmConnection(id: $id) { state quarantinedRows { entity kommoId } } }`;
  const { state, quarantinedRows } = dataOf(await ask(query, { id }, other)).crmConnection;
  expect(state).toBe('ACTIVE');
  expect(quarantinedRows).toEqual([{ entity: 'LEAD_NOTES', kommoId: String(second?.id) }]);
  const notes = dataOf(await ask(NOTES('leads'), { n: [String(first?.entity_id)] }, other)).leads.edges[0]
    .node.notes;
  expect(notes).toEqual([expect.objectContaining({ kommoId: String(first?.id), text: '', params: {} })]);
});
