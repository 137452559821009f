import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { parseLead } from '../kommo/rows';
import { storeLeads } from '../leads/lead-store';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 530, leads: 780, companies: 30, clock: 'virtual' });

async function copied(): Promise<{ owner: Viewer; id: string; orgId: string }> {
  world.kommo.control.reset({ keep_tokens: true });
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 3_600 });
  return { owner, id, orgId: owner.orgId };
}

const leadOf = async (owner: Viewer, kommoId: string) => {
  const query = `query($f: LeadFilter) { leads(filter: $f) { edges { node { name isDeleted updatedAt
    contacts { kommoId } } } } }`;
  const f = { kommoIds: [kommoId], includeDeleted: true };
  return dataOf(await world.graph.execute(owner, query, { f })).leads.edges[0]?.node;
};

const syncedAt = (orgId: string) =>
  inOrganization(
    world.deps.source,
    orgId,
    (db) =>
      db.query(`SELECT kommo_id, xmin::text, ctid::text FROM crm.leads WHERE org_id = $1 ORDER BY 1`, [
        orgId,
      ]) as Promise<{ kommo_id: string; xmin: string; ctid: string }[]>,
  );

it('brings what changed and what is new, and writes no row that did not change', async () => {
  const { owner, id, orgId } = await copied();
  const before = await syncedAt(orgId);
  const { updated } = world.kommo.control.mutate('acme-demo', {
    bulk: { entity: 'leads', n: 3, set: { name: 'Renamed' } },
    create: { entity: 'contacts', n: 2 },
  });
  await world.sync(owner, id);
  await expectWholeCopy(world, orgId);
  const after = await syncedAt(orgId);
  const written = after.filter((row, index) => row.xmin !== before[index]?.xmin).map((row) => row.kommo_id);
  expect(written.sort()).toEqual(updated.map(String).sort());
});

it('asks little of Kommo when nothing has changed', async () => {
  const { owner, id } = await copied();
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 1_800 });
  world.kommo.control.clearRequests();
  await world.sync(owner, id);
  const asked = world.kommo.control.requests().map((request) => request.path.replace('/api/v4', ''));
  expect(asked.sort()).toEqual(
    [
      '/account',
      '/leads/pipelines',
      '/talks',
      '/users',
      // Nothing is believed only when it was said twice; the leads' bin is a list of its own.
      ...Array<string>(2).fill('/companies'),
      ...Array<string>(2).fill('/contacts'),
      ...Array<string>(4).fill('/leads'),
      ...Array<string>(2).fill('/leads/unsorted'),
      // What was deleted, and what happened to cards.
      ...Array<string>(4).fill('/events'),
      ...Array<string>(2).fill('/tasks'),
      ...['/leads', '/contacts', '/companies'].flatMap((cards) => [
        `${cards}/custom_fields`,
        `${cards}/notes`,
        `${cards}/notes`,
      ]),
    ].sort(),
  );
});

it('copies a bulk change of hundreds of rows in one second, whatever its order over the pages', async () => {
  const { owner, id, orgId } = await copied();
  world.kommo.control.mutate('acme-demo', {
    bulk: { entity: 'leads', n: 600, set: { name: 'All at once' } },
  });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(owner, id);
  await expectWholeCopy(world, orgId);
});

it.each([true, false])('ends at a last page that is exactly full (next link: %s)', async (next) => {
  world.kommo.control.reset({ keep_tokens: true, scenario: 'exact_pages' });
  world.kommo.control.behaviour({ nextOnFullLastPage: next });
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
  world.kommo.control.clock({ advance_s: 3_600 });
  world.kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', n: 500, set: { name: 'Exactly' } } });
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
  world.kommo.control.behaviour({ nextOnFullLastPage: false });
});

it('copies an account without a row', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner, 'empty-demo');
  await world.sync(owner, id);
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId, 'empty-demo');
  const status = '{ crmConnections { edges { node { sync { state percent rowsTotal } } } } }';
  const { edges } = dataOf(await world.graph.execute(owner, status)).crmConnections;
  expect(edges[0].node.sync).toEqual({ state: 'SUCCEEDED', percent: 100, rowsTotal: 0 });
});

it('never puts an older state in place of a newer one; of the same second the later fetch wins', async () => {
  const { owner, id, orgId } = await copied();
  const ref = { orgId, connectionId: id };
  const row = (name: string, updatedAt: number, contacts: number[]) =>
    parseLead({
      id: 70_000_001,
      name,
      created_at: 1_767_000_000,
      updated_at: updatedAt,
      _embedded: { contacts: contacts.map((contact) => ({ id: contact, is_main: false })) },
    });
  const put = (lead: ReturnType<typeof parseLead>) =>
    inOrganization(world.deps.source, orgId, (db) => storeLeads(db, ref, [lead]));
  const [first, second] = (
    dataOf(await world.graph.execute(owner, '{ contacts(first: 2) { edges { node { kommoId } } } }')).contacts
      .edges as { node: { kommoId: string } }[]
  ).map((edge) => edge.node.kommoId) as [string, string];
  await put(row('new', 1_767_000_100, [Number(first)]));
  await put(row('old', 1_767_000_099, [Number(second)]));
  expect(await leadOf(owner, '70000001')).toMatchObject({ name: 'new', contacts: [{ kommoId: first }] });
  await put(row('same second', 1_767_000_100, [Number(second)]));
  expect(await leadOf(owner, '70000001')).toMatchObject({
    name: 'same second',
    contacts: [{ kommoId: second }],
  });
});

it('keeps the cursor at what is complete, and tells how far behind it is', async () => {
  const { owner, id } = await copied();
  const query = 'query($id: ID!) { crmConnection(id: $id) { entities { entity cursor lagSeconds } } }';
  const cursors = async () =>
    dataOf(await world.graph.execute(owner, query, { id })).crmConnection.entities as {
      cursor: string;
      lagSeconds: number;
    }[];
  const before = await cursors();
  await world.sync(owner, id);
  const now = new Date(world.kommo.control.now() * 1000).toISOString();
  for (const [index, { cursor, lagSeconds }] of (await cursors()).entries()) {
    expect(cursor).toBe(now);
    expect(cursor > (before[index]?.cursor ?? '')).toBe(true);
    expect(lagSeconds).toBeGreaterThanOrEqual(0);
  }
});
