import { inOrganization } from '../../../../service-kit/postgres/database';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const world = useCrm({ contacts: 8, leads: 12, companies: 2, clock: 'virtual' });
const kommo = () => world.kommo.control;

const STATUS = `query($id: ID!) { crmConnection(id: $id) { sync { mode state }
  entities { entity count lastError { code } } health { checks { entity checked drifted ours theirs } } } }`;
interface Status {
  sync: { mode: string; state: string };
  entities: { entity: string; count: number; lastError: { code: string } | null }[];
  health: { checks: { entity: string; checked: number; drifted: number; ours: number; theirs: number }[] };
}

const LISTS = ['PIPELINES', 'USERS', 'CUSTOM_FIELDS', 'CATALOGS', 'UNSORTED_LEADS'];
const INCOMPLETE = { code: 'KOMMO_INCOMPLETE' };

beforeEach(() => {
  kommo().reset({ keep_tokens: true });
  kommo().behaviour({ listCap: null, withoutNext: false });
});
afterAll(() => kommo().behaviour({ listCap: null, withoutNext: false }));

async function connected(): Promise<{ owner: Viewer; id: string; status: () => Promise<Status> }> {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const status = async () => dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  return { owner, id, status };
}

const sql = (owner: Viewer, text: string, more: unknown[] = []) =>
  inOrganization(world.deps.source, owner.orgId, (db) => db.query(text, [owner.orgId, ...more]));

/** What leads have of the account's lists was asked for a day ago. */
const elementsAreDue = (owner: Viewer) =>
  sql(owner, `UPDATE crm.catalog_elements SET checked_at = checked_at - interval '2 days' WHERE org_id = $1`);

const of = ({ entities }: Status, entity: string) => {
  const found = entities.find((one) => one.entity === entity);
  return { count: found?.count, lastError: found?.lastError };
};
/** The latest comparison of each list. */
const counted = ({ health: { checks } }: Status) =>
  LISTS.map((entity) => checks.find((one) => one.entity === entity));

it('counts people, pipelines, custom fields, lists and incoming leads once a day', async () => {
  const { owner, id, status } = await connected();
  kommo().mutate('acme-demo', { incoming: { n: 3 } });
  await world.sync(owner, id);
  expect(counted(await status())).toEqual(LISTS.map(() => undefined));
  kommo().clock({ advance_s: 25 * 3_600 });
  await elementsAreDue(owner);
  await world.sync(owner, id);
  const told = await status();
  const counts = [3, 6, 23, of(told, 'CATALOGS').count, 3];
  expect(counts[3]).toBeGreaterThan(0);
  expect(counted(told)).toEqual(
    LISTS.map((entity, at) => ({
      ...{ entity, checked: counts[at], drifted: 0 },
      ...{ ours: counts[at], theirs: counts[at] },
    })),
  );
  expect(told.sync).toEqual({ mode: 'INCREMENTAL', state: 'SUCCEEDED' });
});

it('takes nobody for gone whom a short list leaves out, and says that it was short', async () => {
  const { owner, id, status } = await connected();
  await world.sync(owner, id);
  const whole = await status();
  kommo().behaviour({ listCap: 2, withoutNext: true });
  await world.sync(owner, id);
  const short = await status();
  for (const entity of ['USERS', 'PIPELINES']) {
    expect(of(short, entity)).toEqual({ count: of(whole, entity).count, lastError: INCOMPLETE });
  }
  kommo().behaviour({ listCap: null, withoutNext: false });
  await world.sync(owner, id);
  expect((await status()).entities).toEqual(whole.entities);
});

it('reads a list again whose count differs, and asks for nothing else where that brings no more', async () => {
  const { owner, id, status } = await connected();
  await world.sync(owner, id);
  // Of the people three are lost to us, and Kommo’s list is short.
  await sql(owner, 'DELETE FROM crm.crm_users WHERE org_id = $1 AND kommo_id > 9100003');
  kommo().behaviour({ listCap: 2, withoutNext: true });
  kommo().clock({ advance_s: 25 * 3_600 });
  await world.sync(owner, id);
  const short = await status();
  const [, people] = counted(short);
  expect(people).toMatchObject({ entity: 'USERS', ours: 3, theirs: 6, drifted: 3 });
  expect(short.sync).toEqual({ mode: 'INCREMENTAL', state: 'SUCCEEDED' });
  kommo().behaviour({ listCap: null, withoutNext: false });
  await world.sync(owner, id);
  expect(of(await status(), 'USERS')).toEqual({ count: 6, lastError: null });
});

it('does not tell a list whole that came as short as it did before', async () => {
  const { owner, id, status } = await connected();
  kommo().behaviour({ listCap: 2, withoutNext: true });
  for (let time = 0; time < 2; time += 1) {
    await world.sync(owner, id);
    expect(of(await status(), 'USERS')).toEqual({ count: 2, lastError: INCOMPLETE });
  }
  kommo().behaviour({ listCap: null, withoutNext: false });
  await world.sync(owner, id);
  expect(of(await status(), 'USERS')).toEqual({ count: 6, lastError: null });
});

it('counts the account’s lists only when they were read', async () => {
  const { owner, id, status } = await connected();
  await world.sync(owner, id);
  kommo().clock({ advance_s: 25 * 3_600 });
  await world.sync(owner, id);
  expect(counted(await status()).map((one) => one?.entity)).toEqual(
    LISTS.map((entity) => (entity === 'CATALOGS' ? undefined : entity)),
  );
});

it('shows no comparison of what only a later release has a name for', async () => {
  const { owner, id, status } = await connected();
  await sql(
    owner,
    `INSERT INTO crm.drift_checks (org_id, id, connection_id, entity, checked_at, checked, drifted)
     VALUES ($1, gen_random_uuid(), $2, 'OF_A_LATER_RELEASE', now(), 1, 0)`,
    [id],
  );
  expect((await status()).health.checks).toEqual([]);
});

it('counts no people for who may not list them', async () => {
  const owner = viewerWith('owner');
  const accessToken = world.kommo.issueLongLivedToken('acme-demo', { userId: 9_100_002 });
  const connect = `mutation($input: ConnectKommoWithTokenInput!) { connectKommoWithToken(input: $input) { connection { id } } }`;
  const input = { subdomain: 'acme-demo', accessToken };
  const { id } = dataOf(await world.graph.execute(owner, connect, { input })).connectKommoWithToken
    .connection;
  await world.sync(owner, id);
  kommo().clock({ advance_s: 25 * 3_600 });
  await world.sync(owner, id);
  const told: Status = dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
  // Nor the lists that only leads of others have anything of, nor incoming leads.
  expect(counted(told).flatMap((one) => one?.entity ?? [])).toEqual(['PIPELINES', 'CUSTOM_FIELDS']);
});
