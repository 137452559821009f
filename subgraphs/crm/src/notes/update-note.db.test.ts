import { entriesOf } from '../../../../testkit/audit-walk';
import { useWrites } from '../../../../testkit/crm/write-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const { world, copied, run, theirs } = useWrites();
const UPDATE = `updateCrmNote(input: $input) { note { id text type params }
  conflicts { field ours theirs outcome } userErrors { code path } }`;
const patched = () => world.kommo.control.requests({ method: 'PATCH' }).length;

const KINDS = [
  ['leads', 'leadId'],
  ['contacts', 'contactId'],
  ['companies', 'companyId'],
] as const;
type List = (typeof KINDS)[number][0];

interface Noted {
  owner: Viewer;
  connectionId: string;
  id: string;
  /** Where Kommo has it. */
  path: string;
  list: List;
  cardKommoId: string;
}

const NOTES = (
  list: List,
) => `query($kommoIds: [String!]) { ${list}(first: 1, filter: { kommoIds: $kommoIds }) { edges { node {
  notes(first: 100) { id kommoId type text history { cause user { id } crmUser { kommoId } fields { field before after } } } } } } }`;

const notesOf = async (owner: Viewer, list: List, cardKommoId: string) =>
  dataOf(await world.graph.execute(owner, NOTES(list), { kommoIds: [cardKommoId] }))[list].edges[0].node
    .notes as {
    id: string;
    kommoId: string;
    type: string;
    text: string;
    history: { cause: string; user: object | null; crmUser: object | null; fields: object[] }[];
  }[];

/** A card with a note that somebody wrote. */
async function withNote(list: List = 'leads', name: string = 'leadId'): Promise<Noted> {
  const found = await copied();
  const [card] = found[list];
  const { owner, connectionId } = found;
  const { kommoId } = await run(owner, 'addCrmNote(input: $input) { kommoId }', {
    [name]: card?.id,
    text: 'Wants a quote',
  });
  const cardKommoId = card?.kommoId ?? '';
  const note = (await notesOf(owner, list, cardKommoId)).find((one) => one.kommoId === kommoId);
  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.clearRequests();
  const path = `/${list}/${cardKommoId}/notes/${kommoId}`;
  return { owner, connectionId, id: note?.id ?? '', path, list, cardKommoId };
}

/** What the audit says of `updateCrmNote`. */
async function changesOf({ orgId }: Viewer): Promise<object[]> {
  const entries = await entriesOf(world.graph, orgId);
  return entries
    .filter(({ action }) => action === 'updateCrmNote')
    .flatMap(({ changes }) => changes as object[]);
}

it.each(KINDS)('changes a note of %s in Kommo and here, once', async (kind, name) => {
  const { owner, id, path, list, cardKommoId } = await withNote(kind, name);
  const input = { id, text: 'Wants two quotes' };
  const done = await run(owner, UPDATE, input);
  expect(done).toEqual({
    note: { id, text: 'Wants two quotes', type: 'common', params: { text: 'Wants two quotes' } },
    conflicts: [],
    userErrors: [],
  });
  expect(await theirs(path)).toMatchObject({ note_type: 'common', params: { text: 'Wants two quotes' } });
  expect(await run(owner, UPDATE, input)).toEqual(done);
  expect(patched()).toBe(1);
  expect(await changesOf(owner)).toEqual([
    { type: 'CrmNote', id, before: { text: 'Wants a quote' }, after: { text: 'Wants two quotes' } },
  ]);
  const [note] = (await notesOf(owner, list, cardKommoId)).filter((one) => one.id === id);
  expect(note?.history).toEqual([
    {
      cause: 'PERSON',
      user: { id: owner.userId },
      crmUser: { kommoId: expect.any(String) },
      fields: [{ field: 'text', before: 'Wants a quote', after: 'Wants two quotes' }],
    },
  ]);
});

it('does with what somebody changed in Kommo meanwhile as it is told', async () => {
  const { owner, connectionId, id, path, list, cardKommoId } = await withNote();
  await theirs(path, { note_type: 'common', params: { text: 'Theirs' } });
  const wish = { id, text: 'Ours' };
  const refused = await run(owner, UPDATE, { ...wish, onConflict: 'REFUSE' });
  expect(refused).toMatchObject({
    note: null,
    userErrors: [{ code: 'CHANGED_IN_KOMMO', path: ['text'] }],
  });
  // Our copy has Kommo's word by now; it is changed there once more.
  world.kommo.control.clock({ advance_s: 60 });
  await theirs(path, { note_type: 'common', params: { text: 'Theirs again' } });
  world.kommo.control.clearRequests();
  const conflict = { field: 'text', ours: 'Theirs', theirs: 'Theirs again' };
  const kept = await run(owner, UPDATE, { ...wish, onConflict: 'KEEP' });
  expect(kept).toMatchObject({
    note: { text: 'Theirs again' },
    conflicts: [{ ...conflict, outcome: 'KEEP' }],
    userErrors: [],
  });
  expect(patched()).toBe(0);
  world.kommo.control.clock({ advance_s: 60 });
  await theirs(path, { note_type: 'common', params: { text: 'Theirs at last' } });
  world.kommo.control.clock({ advance_s: 60 });
  expect(await run(owner, UPDATE, wish)).toMatchObject({
    note: { text: 'Ours' },
    conflicts: [{ field: 'text', ours: 'Theirs again', theirs: 'Theirs at last', outcome: 'OVERWRITE' }],
  });
  expect((await theirs(path)).params).toEqual({ text: 'Ours' });
  await world.sync(owner, connectionId);
  const [note] = (await notesOf(owner, list, cardKommoId)).filter((one) => one.id === id);
  expect(note?.history.map(({ cause, user }) => [cause, user === null])).toEqual([
    ['PERSON', false],
    ['SYNC', true],
    ['SYNC', true],
    ['SYNC', true],
  ]);
  expect(note?.history.every(({ crmUser }) => crmUser !== null)).toBe(true);
});

it('looks at the note when Kommo’s answer was lost, and tells what is not certain', async () => {
  const { owner, id, path } = await withNote();
  const match = { method: 'PATCH', path: `/api/v4${path}` } as const;
  world.kommo.control.faults({ match, kind: '504_html', times: 1 });
  expect(await run(owner, UPDATE, { id, text: 'Arrived' })).toMatchObject({
    note: { text: 'Arrived' },
    userErrors: [],
  });
  world.kommo.control.faults({ match, kind: '500', times: 1 });
  expect(await run(owner, UPDATE, { id, text: 'Never arrived' })).toMatchObject({
    note: null,
    userErrors: [{ code: 'KOMMO_UNREACHABLE' }],
  });
  expect((await changesOf(owner)).map((change) => (change as { after: object }).after)).toEqual([
    { text: 'Arrived' },
    { text: 'Never arrived', uncertain: true },
  ]);
});

it('says in our words what can’t be done, and asks nothing of Kommo for it', async () => {
  const { owner, id, list } = await withNote();
  const refusedOf = async (input: object) => (await run(owner, UPDATE, { id, ...input })).userErrors;
  expect(await refusedOf({ text: ' ' })).toEqual([{ code: 'REQUIRED', path: ['text'] }]);
  expect(await refusedOf({ text: 'a\0b' })).toEqual([{ code: 'INVALID_CHARACTERS', path: ['text'] }]);
  expect(await refusedOf({ text: 'x'.repeat(20_001) })).toEqual([{ code: 'TOO_LONG', path: ['text'] }]);
  const document = `{ ${list}(first: 100) { edges { node { notes { id type } } } } }`;
  const all = dataOf(await world.graph.execute(owner, document))[list].edges.flatMap(
    ({ node }: { node: { notes: { id: string; type: string }[] } }) => node.notes,
  ) as { id: string; type: string }[];
  const call = all.find(({ type }) => type !== 'common');
  expect(await refusedOf({ id: call?.id, text: 'Not a call' })).toEqual([
    { code: 'NOTE_NOT_WRITTEN', path: ['id'] },
  ]);
  expect(world.kommo.control.requests()).toEqual([]);
});

it('is for those who may write, of notes of their own organisation that are there', async () => {
  const { owner, id, path, list } = await withNote();
  const document = `mutation($input: UpdateCrmNoteInput!) { ${UPDATE} }`;
  const variables = { input: { id, text: 'Mine' } };
  const reader = { ...owner, permissions: new Set(['crm:read']) };
  expect(codes(await world.graph.execute(reader, document, variables))).toEqual(['FORBIDDEN']);
  expect(codes(await world.graph.execute(viewerWith('owner'), document, variables))).toEqual(['NOT_FOUND']);
  expect(patched()).toBe(0);
  const number = Number(path.split('/').at(-1));
  world.kommo.control.mutate('acme-demo', { delete_notes: { entity: list, ids: [number] } });
  expect(codes(await world.graph.execute(owner, document, variables))).toEqual(['NOT_FOUND']);
  expect(patched()).toBe(0);
});
