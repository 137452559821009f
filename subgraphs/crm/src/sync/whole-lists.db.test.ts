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

it('counts what a first list left out, tells it as drift, and reads everything again', async () => {
  const { owner, id, status } = await connected();
  kommo().behaviour({ listCap: 2, withoutNext: true });
  await world.sync(owner, id);
  expect(of(await status(), 'USERS')).toEqual({ count: 2, lastError: INCOMPLETE });
  kommo().clock({ advance_s: 25 * 3_600 });
  await world.sync(owner, id);
  const told = await status();
  expect(counted(told)).toMatchObject([
    { entity: 'PIPELINES', ours: 2, theirs: 3, drifted: 1 },
    { entity: 'USERS', ours: 2, theirs: 6, drifted: 4 },
    { entity: 'CUSTOM_FIELDS', theirs: 23 },
    { entity: 'CATALOGS' },
    { entity: 'UNSORTED_LEADS', ours: 0, theirs: 0 },
  ]);
  expect(told.sync).toEqual({ mode: 'FULL', state: 'QUEUED' });
  kommo().behaviour({ listCap: null, withoutNext: false });
  await world.sync(owner, id, 'FULL');
  const healed = await status();
  expect(of(healed, 'USERS')).toEqual({ count: 6, lastError: null });
  expect(of(healed, 'PIPELINES')).toEqual({ count: 3, lastError: null });
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
