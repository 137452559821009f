import { inOrganization } from '../../../../service-kit/postgres/database';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { untilSomebodyWaitsForTable } from '../../../../testkit/lock-waits';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 620, leads: 560, companies: 40 });

const STATUS = `query($id: ID!) { crmConnection(id: $id) {
  state accountName subdomain currency queueDepth lastError { code }
  sync { state phase percent rowsDone rowsTotal secondsLeft error { code } }
  entities { entity count deletedCount cursor lastSyncedAt lagSeconds lastError { code } } } }`;

/** How many rows Kommo lists, asked for the way a stranger would. */
async function listed(path: string): Promise<number> {
  const token = world.kommo.issueLongLivedToken('acme-demo');
  for (let total = 0, page = 1; ; page += 1) {
    const url = `${world.kommo.accountUrl.replace('{subdomain}', 'acme-demo')}/api/v4/${path}?limit=250&page=${page}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (response.status === 204) return total;
    const body = (await response.json()) as { _embedded: Record<string, unknown[]> };
    total += body._embedded[path.split('/').at(-1) ?? '']?.length ?? 0;
  }
}

it('copies pipelines, people, companies, contacts and leads, and says how it stands', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const before = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  expect(before.sync).toMatchObject({ state: 'QUEUED', percent: 0 });
  expect(before.queueDepth).toBe(1);

  await world.sync(owner, id);

  const after = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  expect(after).toMatchObject({ state: 'ACTIVE', accountName: 'Acme Demo', currency: 'USD', queueDepth: 0 });
  expect(after.sync).toMatchObject({
    state: 'SUCCEEDED',
    phase: 'FINISHED',
    percent: 100,
    secondsLeft: 0,
    error: null,
  });
  const count = Object.fromEntries(
    after.entities.map((row: { entity: string; count: number }) => [row.entity, row.count]),
  );
  expect(count).toEqual({
    PIPELINES: 3,
    USERS: 6,
    CUSTOM_FIELDS: 23,
    COMPANIES: await listed('companies'),
    CONTACTS: await listed('contacts'),
    LEADS: await listed('leads'),
    TASKS: await listed('tasks'),
    LEAD_NOTES: await listed('leads/notes'),
    CONTACT_NOTES: await listed('contacts/notes'),
    COMPANY_NOTES: await listed('companies/notes'),
    CATALOGS: await listed('catalogs'),
    // Elements are asked for by the numbers that leads name, and events are those of the last month.
    CATALOG_ELEMENTS: expect.any(Number),
    CARD_EVENTS: expect.any(Number),
    UNSORTED_LEADS: 0,
  });
  expect([count['CATALOG_ELEMENTS'], count['CARD_EVENTS']].every((some) => Number(some) > 10)).toBe(true);
  for (const row of after.entities)
    expect(row).toMatchObject({ lastError: null, cursor: expect.any(String) });
  const listedNow = await world.graph.execute(
    owner,
    '{ leads(first: 5) { totalCount edges { node { name url } } } }',
  );
  expect(dataOf(listedNow).leads.totalCount).toBe(count['LEADS']);
});

it('shows another organisation nothing of it', async () => {
  const owner = viewerWith('owner');
  const stranger = viewerWith('owner');
  const id = await world.connect(owner, 'globex-demo');
  await world.sync(owner, id);
  expect(codes(await world.graph.execute(stranger, STATUS, { id }))).toEqual(['NOT_FOUND']);
  const seen = await world.graph.execute(stranger, '{ leads { totalCount } contacts { totalCount } }');
  expect(dataOf(seen)).toEqual({ leads: { totalCount: 0 }, contacts: { totalCount: 0 } });
});

it('lets PostgreSQL know that there are many rows of an account that is new', async () => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
  const guess = async (table: string): Promise<number> => {
    const [row] = (await inOrganization(world.runtime.source, owner.orgId, (db) =>
      db.query(
        `EXPLAIN (FORMAT JSON) SELECT FROM crm.${table} WHERE org_id = '${owner.orgId}' AND connection_id = '${connectionId}'`,
      ),
    )) as { 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }[];
    return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  };
  // One of which nothing is known has one row, and any index is good for it.
  for (const table of ['contacts', 'leads', 'lead_contacts']) {
    expect({ table, isKnown: (await guess(table)) > 50 }).toEqual({ table, isKnown: true });
  }
});

it('learns them also where autovacuum is about the table just then', async () => {
  const owner = viewerWith('owner');
  await world.sync(owner, await world.connect(owner));
  const vacuum = await connectClient(world.graph.parts.database.url);
  const lastLook = async (): Promise<string | null> => {
    const { rows } = await vacuum.query<{ at: string | null }>(
      `SELECT pg_stat_get_last_analyze_time('crm.contacts'::regclass)::text AS at`,
    );
    return rows[0]?.at ?? null;
  };
  try {
    const before = await lastLook();
    await vacuum.query('BEGIN');
    await vacuum.query('LOCK TABLE crm.contacts IN SHARE UPDATE EXCLUSIVE MODE');
    const learned = inOrganization(world.runtime.source, owner.orgId, (db) =>
      db.query(`SELECT crm.learn_sizes('contacts', 250)`),
    );
    await untilSomebodyWaitsForTable(vacuum, 'crm.contacts');
    await vacuum.query('COMMIT');
    await learned;
    expect(await lastLook()).not.toBe(before);
  } finally {
    await vacuum.end();
  }
});

it('tells of each lead once, with its contacts', async () => {
  const owner = viewerWith('owner');
  await world.sync(owner, await world.connect(owner));
  const told = (await inOrganization(world.runtime.source, owner.orgId, (db) =>
    db.query(
      `SELECT lead ->> 'id' AS id, lead ->> 'contactName' AS name FROM crm.outbox, jsonb_array_elements(payload -> 'leads') AS lead
        WHERE org_id = $1 AND type = 'crm.leads-changed'`,
      [owner.orgId],
    ),
  )) as { id: string; name: string | null }[];
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
  const [all] = (await inOrganization(world.runtime.source, owner.orgId, (db) =>
    db.query(
      `SELECT count(*)::int AS leads, (SELECT count(DISTINCT lead_kommo_id)::int FROM crm.lead_contacts WHERE org_id = $1) AS linked
         FROM crm.leads WHERE org_id = $1`,
      [owner.orgId],
    ),
  )) as { leads: number; linked: number }[];
  expect(told.length).toBe(all?.leads);
  expect(told.filter(({ name }) => name !== null).length).toBe(all?.linked);
});
