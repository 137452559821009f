import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { parseContact, parseLead } from '../kommo/rows';
import { CONTACTS } from '../contacts/contact-store';
import { storeRows } from '../mirror/mirror-table';
import { storeLeads } from '../leads/lead-store';
import { expectWholeCopy, ourCards } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 300, leads: 280, companies: 30, clock: 'virtual' });

interface Copied {
  owner: Viewer;
  id: string;
  orgId: string;
}

async function copied(): Promise<Copied> {
  world.kommo.control.reset({ keep_tokens: true });
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 3_600 });
  return { owner, id, orgId: owner.orgId };
}

const mutate = (input: Parameters<typeof world.kommo.control.mutate>[1]) =>
  world.kommo.control.mutate('acme-demo', input);

async function isDeleted({ owner }: Copied, kind: string, kommoId: number | undefined): Promise<boolean> {
  const type = { leads: 'LeadFilter', contacts: 'ContactFilter', companies: 'CompanyFilter' }[kind];
  const query = `query($f: ${type}) { list: ${kind}(filter: $f) { edges { node { isDeleted } } } }`;
  const f = { kommoIds: [String(kommoId)], includeDeleted: true };
  const { edges } = dataOf(await world.graph.execute(owner, query, { f })).list;
  expect(edges).toHaveLength(1);
  return edges[0].node.isDeleted as boolean;
}

const inOrg = <T>(copy: Copied, sql: string, parameters: unknown[] = []) =>
  inOrganization(world.deps.source, copy.orgId, (db) => db.query(sql, parameters) as Promise<T>);

it.each(['leads', 'contacts', 'companies'] as const)(
  'marks deleted %s as deleted, leaves them out of lists, and counts them apart',
  async (entity) => {
    const copy = await copied();
    const { deleted } = mutate({ delete: { entity, n: 4 } });
    world.kommo.control.clock({ advance_s: 60 });
    await world.sync(copy.owner, copy.id);
    for (const kommoId of deleted) expect(await isDeleted(copy, entity, kommoId)).toBe(true);
    await expectWholeCopy(world, copy.orgId);
    const query = `{ ${entity} { totalCount } crmConnections { edges { node { entities { entity count deletedCount } } } } }`;
    const data = dataOf(await world.graph.execute(copy.owner, query));
    const status = data.crmConnections.edges[0].node.entities.find(
      (row: { entity: string }) => row.entity === entity.toUpperCase(),
    );
    expect(status).toMatchObject({ deletedCount: 4, count: data[entity].totalCount });
  },
);

it('keeps a deleted row deleted when an update of it arrives late', async () => {
  const copy = await copied();
  const [lead] = mutate({ delete: { entity: 'leads', n: 1 } }).deleted;
  const [contact] = mutate({ delete: { entity: 'contacts', n: 1 } }).deleted;
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(copy.owner, copy.id);
  const ref = { orgId: copy.orgId, connectionId: copy.id };
  const late = { name: 'late', created_at: 1_767_000_000, updated_at: world.kommo.control.now() + 10 };
  await inOrganization(world.deps.source, copy.orgId, async (db) => {
    await storeLeads(db, ref, [parseLead({ ...late, id: lead })]);
    await storeRows(db, ref, CONTACTS, [parseContact({ ...late, id: contact })]);
  });
  expect(await isDeleted(copy, 'leads', lead)).toBe(true);
  expect(await isDeleted(copy, 'contacts', contact)).toBe(true);
});

it('stores a row as deleted whose deletion was heard of before the row itself', async () => {
  const copy = await copied();
  const [created] = mutate({ create: { entity: 'leads', n: 1 } }).created;
  mutate({ delete: { entity: 'leads', ids: [created ?? 0] } });
  await world.sync(copy.owner, copy.id);
  const ref = { orgId: copy.orgId, connectionId: copy.id };
  const row = parseLead({ id: created, name: 'late', created_at: 1_767_000_000, updated_at: 1_767_000_000 });
  await inOrganization(world.deps.source, copy.orgId, (db) => storeLeads(db, ref, [row]));
  expect(await isDeleted(copy, 'leads', created)).toBe(true);
});

it('brings a restored row back, with what it is like now', async () => {
  const copy = await copied();
  const deleted = mutate({ delete: { entity: 'contacts', n: 3 } }).deleted;
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(copy.owner, copy.id);
  world.kommo.control.clock({ advance_s: 60 });
  const { restored } = mutate({ restore: { entity: 'contacts', ids: deleted.slice(0, 2) } });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(copy.owner, copy.id);
  expect(restored).toHaveLength(2);
  for (const kommoId of restored) expect(await isDeleted(copy, 'contacts', kommoId)).toBe(false);
  expect(await isDeleted(copy, 'contacts', deleted[2])).toBe(true);
  await expectWholeCopy(world, copy.orgId);
});

it('takes the last word of deleted, restored and deleted again', async () => {
  const copy = await copied();
  const ids = mutate({ delete: { entity: 'leads', n: 2 } }).deleted;
  for (const step of ['restore', 'delete', 'restore'] as const) {
    world.kommo.control.clock({ advance_s: 10 });
    mutate({ [step]: { entity: 'leads', ids: step === 'delete' ? ids : ids.slice(0, 2) } });
  }
  world.kommo.control.clock({ advance_s: 10 });
  mutate({ delete: { entity: 'leads', ids: ids.slice(1) } });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(copy.owner, copy.id);
  expect(await isDeleted(copy, 'leads', ids[0])).toBe(false);
  expect(await isDeleted(copy, 'leads', ids[1])).toBe(true);
  await expectWholeCopy(world, copy.orgId);
});

it('copes with more deletions than a page of the change log holds', async () => {
  const copy = await copied();
  mutate({ delete: { entity: 'contacts', n: 230 } });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(copy.owner, copy.id);
  expect((await ourCards(world, copy.orgId, 'contacts')).length).toBeLessThan(80);
  await expectWholeCopy(world, copy.orgId);
});

it('finds with a full synchronisation what vanished without a trace, and what was thought deleted and is not', async () => {
  const copy = await copied();
  const wrongly = (await ourCards(world, copy.orgId, 'leads')).slice(10, 13).map((card) => card.id);
  await inOrg(
    copy,
    `INSERT INTO crm.tombstones (org_id, connection_id, entity, kommo_id, deleted_at)
     SELECT $1, $2, 'LEADS', k, to_timestamp(1767000000) FROM unnest($3::bigint[]) AS k`,
    [copy.orgId, copy.id, wrongly],
  );
  await inOrg(copy, 'UPDATE crm.leads SET is_deleted = true WHERE org_id = $1 AND kommo_id = ANY ($2)', [
    copy.orgId,
    wrongly,
  ]);
  const ref = { orgId: copy.orgId, connectionId: copy.id };
  const ghosts = [1, 50_000_005_000, 99_999_999].map((id) =>
    parseLead({ id, name: 'ghost', created_at: 1_700_000_000, updated_at: 1_700_000_000 }),
  );
  await inOrganization(world.deps.source, copy.orgId, (db) => storeLeads(db, ref, ghosts));
  await world.sync(copy.owner, copy.id, 'FULL');
  await expectWholeCopy(world, copy.orgId);
  expect(await isDeleted(copy, 'leads', 99_999_999)).toBe(true);
});
