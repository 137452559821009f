import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { expectWholeCopy, ourCards, theirCards } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 60, leads: 50, companies: 10, clock: 'virtual' });

type Odd = Parameters<typeof world.kommo.control.odd>[1];
const odd = (rows: Odd): void => world.kommo.control.odd('acme-demo', rows);

beforeEach(() => {
  world.kommo.control.reset({ keep_tokens: true });
});

const STATUS = `query($id: ID!) { crmConnection(id: $id) { state sync { state }
  entities { entity count quarantinedCount }
  quarantinedRows { entity kommoId reason raw firstSeenAt lastSeenAt } } }`;

const LEADS = [50_000_003, 50_000_004, 50_000_005] as const;

it.each<[string, Odd[number]]>([
  ['a time of change that is null', { list: 'leads', id: LEADS[0], set: { updated_at: null } }],
  ['a time of change that is a text', { list: 'leads', id: LEADS[0], set: { updated_at: 'yesterday' } }],
  ['a time of change with a fraction', { list: 'leads', id: LEADS[0], set: { updated_at: 1_767_000_000.5 } }],
  [
    'a time of change in milliseconds',
    { list: 'leads', id: LEADS[0], set: { updated_at: 1_767_000_000_000 } },
  ],
  ['a price that is none', { list: 'leads', id: LEADS[0], set: { price: 'much' } }],
  ['no id', { list: 'leads', id: LEADS[0], row: { name: 'nobody', updated_at: 1_767_000_000 } }],
  ['null in place of a row', { list: 'leads', id: LEADS[0], row: null }],
  ['a number in place of a row', { list: 'leads', id: LEADS[0], row: 7 }],
])('puts a row aside that has %s; everything else arrives', async (_what, row) => {
  odd([row, { list: 'contacts', id: null, row: null }]);
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  const status = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  expect(status).toMatchObject({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
  const leads = status.entities.find((one: { entity: string }) => one.entity === 'LEADS');
  expect(leads.quarantinedCount).toBe(1);
  const own = status.quarantinedRows.find((one: { entity: string }) => one.entity === 'LEADS');
  expect(own.reason).toMatch(/^a row is not understood/);
  expect(JSON.parse(own.raw)).toEqual('row' in row ? row.row : expect.objectContaining(row.set ?? {}));
  odd([]);
  const missing = (await theirCards(world, 'leads')).filter((card) => card.id !== String(LEADS[0]));
  expect(await ourCards(world, owner.orgId, 'leads')).toEqual(missing);
  // Mended in Kommo, it is read again.
  world.kommo.control.clock({ advance_s: 3_600 });
  world.kommo.control.mutate('acme-demo', {
    bulk: { entity: 'leads', ids: [LEADS[0]], set: { name: 'Mended' } },
  });
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
  await world.sync(owner, id, 'FULL');
  const after = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  expect(after.quarantinedRows).toEqual([]);
});

it('never buries a row because Kommo gives it in another shape', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  odd([
    { list: 'leads', id: LEADS[0], set: { updated_at: null } },
    { list: 'leads', id: LEADS[1], row: null },
    { list: 'pipelines', id: null, row: null },
    { list: 'users', id: null, row: { id: 'x' } },
  ]);
  world.kommo.control.clock({ advance_s: 3_600 });
  await world.sync(owner, id, 'FULL');
  odd([]);
  await expectWholeCopy(world, owner.orgId);
  const { entities } = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  const standing = (name: string) => entities.find((one: { entity: string }) => one.entity === name);
  expect(standing('PIPELINES')).toMatchObject({ count: 3, quarantinedCount: 1 });
  expect(standing('USERS')).toMatchObject({ count: 6, quarantinedCount: 1 });
  // Rows of lists that are read whole leave once the list no longer has them, also those without a number.
  await world.sync(owner, id);
  const after = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  const kinds = after.quarantinedRows.map((row: { entity: string }) => row.entity);
  expect(kinds).not.toContain('PIPELINES');
  expect(kinds).not.toContain('USERS');
});

it('gets over odd events, stages and ids', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 60 });
  const { deleted } = world.kommo.control.mutate('acme-demo', { delete: { entity: 'contacts', n: 2 } });
  const huge = '9007199254740993';
  odd([
    { list: 'events', id: null, row: { id: 'e1', type: 'lead_deleted', entity_id: null, created_at: 1 } },
    { list: 'events', id: null, row: null },
    { list: 'pipelines', id: 8_200_001, set: { sort: 9_999_999_999 } },
    { list: 'leads', id: LEADS[0], set: { id: BigInt(huge).toString(), _embedded: [] } },
  ]);
  await world.sync(owner, id);
  await world.sync(owner, id, 'FULL');
  const query = `query($f: LeadFilter) { leads(filter: $f) { edges { node { kommoId contacts { id } } } } }`;
  const { leads } = dataOf(await world.graph.execute(owner, query, { f: { kommoIds: [huge] } }));
  expect(leads.edges).toEqual([{ node: { kommoId: huge, contacts: [] } }]);
  const contacts = (await ourCards(world, owner.orgId, 'contacts')).map((card) => card.id);
  for (const gone of deleted) expect(contacts).not.toContain(String(gone));
});

it('keeps a stranger away from what was put aside', async () => {
  odd([{ list: 'leads', id: LEADS[0], set: { updated_at: null } }]);
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  const answer = await world.graph.execute(viewerWith('owner'), STATUS, { id });
  expect(answer.data).toEqual({ crmConnection: null });
});
