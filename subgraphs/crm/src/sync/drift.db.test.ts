import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { expectWholeCopy, ourCards, theirCards, type Kind } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';

/*
 * Lists that move while they are read. The clock moves too, further than windows overlap: what is lost is not found again
 * by the next window. The controls show that the simulator does what Kommo does: whoever counts pages loses rows.
 */

const world = useCrm({ contacts: 820, leads: 780, companies: 30, clock: 'virtual' });

type Drift = NonNullable<Parameters<typeof world.kommo.control.mutate>[1]['during_paging']>;
const mutate = (input: Parameters<typeof world.kommo.control.mutate>[1]) =>
  world.kommo.control.mutate('acme-demo', input);

beforeEach(() => {
  world.kommo.control.reset({ keep_tokens: true });
});
afterEach(() => {
  world.kommo.control.behaviour({ ties: 'stable', listCap: null });
  world.kommo.control.clearFaults();
});

async function copied(): Promise<{ owner: Viewer; id: string; orgId: string }> {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 3_600 });
  return { owner, id, orgId: owner.orgId };
}

/** Reads a list as most clients do: page after page. */
async function readByPages(kind: Kind, query = ''): Promise<Set<number>> {
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const seen = new Set<number>();
  for (let page = 1; ; page += 1) {
    const url = `${world.kommo.accountUrl.replace('{subdomain}', 'acme-demo')}/api/v4/${kind}?limit=250&page=${page}${query}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (response.status === 204) return seen;
    const { _embedded } = (await response.json()) as { _embedded: Record<string, { id: number }[]> };
    for (const { id } of _embedded[kind] ?? []) seen.add(id);
  }
}

const DRIFTS: Drift[] = (['update', 'delete', 'accept'] as const).flatMap((action) =>
  [1, 2, 3].map((after_page) => ({
    entity: action === 'accept' ? ('contacts' as const) : ('leads' as const),
    after_page,
    n: action === 'accept' ? 3 : 40,
    action,
    advance_s: 900,
  })),
);
const named = DRIFTS.map((drift) => [`${drift.action} after page ${drift.after_page}`, drift] as const);

it.each(named.filter(([, { after_page, action }]) => action !== 'accept' && after_page < 3))(
  'control: who counts pages loses rows by %s',
  async (_name, drift) => {
    const before = await theirCards(world, 'leads');
    mutate({ during_paging: drift });
    const seen = await readByPages('leads', '&order[updated_at]=asc');
    const after = await theirCards(world, 'leads');
    const lost = after.filter((card) => !seen.has(Number(card.id)));
    expect(
      lost.some((card) => before.some((known) => known.id === card.id && known.updatedAt === card.updatedAt)),
    ).toBe(true);
  },
);

it.each(named)('a first load misses nothing through %s', async (_name, drift) => {
  mutate({ during_paging: drift });
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 900 });
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
});

it.each(named)('a window misses nothing through %s', async (_name, drift) => {
  const { owner, id, orgId } = await copied();
  // As many changes as pages are worth it, over many seconds.
  for (let at = 0; at < 700; at += 50) {
    const ids = (await ourCards(world, orgId, drift.entity ?? 'leads'))
      .slice(at, at + 50)
      .map((card) => Number(card.id));
    mutate({ bulk: { entity: drift.entity ?? 'leads', ids, set: { name: `Moved ${at}` } } });
    world.kommo.control.clock({ advance_s: 7 });
  }
  mutate({ during_paging: drift });
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 900 });
  await world.sync(owner, id);
  await expectWholeCopy(world, orgId);
});

it('copies hundreds of rows of one second whose order changes with each request', async () => {
  const { owner, id, orgId } = await copied();
  world.kommo.control.behaviour({ ties: 'unstable' });
  mutate({ bulk: { entity: 'leads', n: 750, set: { name: 'All at once' } } });
  const seen = await readByPages('leads', '&order[updated_at]=asc');
  expect(seen.size).toBeLessThan((await theirCards(world, 'leads')).length);
  world.kommo.control.clock({ advance_s: 900 });
  await world.sync(owner, id);
  await expectWholeCopy(world, orgId);
  expect((await ourCards(world, orgId, 'leads')).filter((card) => card.name === 'All at once')).toHaveLength(
    750,
  );
});

it.each([50, 7])(
  'believes no page by its size: a list that gives %i rows a page is copied whole',
  async (listCap) => {
    world.kommo.control.reset({ keep_tokens: true, leads: 120, contacts: 300 });
    world.kommo.control.behaviour({ listCap });
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    await world.sync(owner, id);
    world.kommo.control.clock({ advance_s: 3_600 });
    mutate({ bulk: { entity: 'contacts', n: 130, set: { first_name: 'Anna' } } });
    await world.sync(owner, id, 'FULL');
    await expectWholeCopy(world, owner.orgId);
  },
);

it.each([
  ['contacts', 1],
  ['contacts', 3],
  ['leads', 2],
] as const)('believes no single empty answer: %s say nothing %i times', async (kind, times) => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  world.kommo.control.faults({ match: { path: `/api/v4/${kind}` }, kind: 'empty_204', times: 1 });
  await world.sync(owner, id);
  for (let time = 0; time < times; time += 1) {
    world.kommo.control.clock({ advance_s: 3_600 });
    mutate({ bulk: { entity: kind, n: 400, set: { name: `Time ${time}` } } });
    world.kommo.control.faults({ match: { path: `/api/v4/${kind}` }, kind: 'empty_204', times: 1 });
    await world.sync(owner, id);
    await expectWholeCopy(world, owner.orgId);
  }
});

it('says so when a list keeps rows back, keeps what came, and gets the rest when it no longer does', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  // Every page says that it is the last one.
  world.kommo.control.behaviour({ withoutNext: true });
  await world.sync(owner, id);
  const query = `query($id: ID!) { crmConnection(id: $id) { state lastError { code }
    sync { state } entities { entity cursor lastError { code } } } }`;
  const status = dataOf(await world.graph.execute(owner, query, { id })).crmConnection;
  expect(status).toMatchObject({
    state: 'DEGRADED',
    lastError: { code: 'KOMMO_INCOMPLETE' },
    sync: { state: 'SUCCEEDED' },
  });
  expect(status.entities).toContainEqual({
    entity: 'LEADS',
    cursor: null,
    lastError: { code: 'KOMMO_INCOMPLETE' },
  });
  expect((await ourCards(world, owner.orgId, 'leads')).length).toBeGreaterThan(0);
  world.kommo.control.behaviour({ withoutNext: false });
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
});
