import type { Viewer } from '../../../../service-kit/auth/viewer';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { entriesOf } from '../../../../testkit/audit-walk';
import { useHookedCrm } from '../../../../testkit/crm/hooked-crm';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { processHooks } from '../webhooks/process-hooks';
import { readHookUnsorted } from './hook-unsorted';
import { endTurn, takeTurn } from './unsorted-lead-store';

const world = useHookedCrm({ contacts: 20, leads: 20, companies: 5, tasks: 0, clock: 'virtual' });
let owner: Viewer;
let connectionId: string;

beforeEach(async () => {
  world.kommo.control.reset({ keep_tokens: true });
  world.kommo.control.behaviour({ listCap: null, withoutNext: false, ties: 'stable' });
  world.kommo.control.clearFaults();
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
});

const mutate = (input: Parameters<typeof world.kommo.control.mutate>[1]) =>
  world.kommo.control.mutate('acme-demo', input);

interface Shown {
  id: string;
  uid: string;
  state: string;
  lead: { id: string; name: string } | null;
}

const LIST = `query($filter: UnsortedLeadFilter, $after: String) { unsortedLeads(first: 100, after: $after, filter: $filter) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { id uid category sourceName sourceUid metadata createdAt state closedAt
    pipeline { name } lead { id name } contacts { name } company { id } connection { id } } } } }`;

async function list(filter: object = {}, viewer: Viewer = owner): Promise<Shown[]> {
  const found: Shown[] = [];
  for (let after: string | null = null; ;) {
    const answer = await world.graph.execute(viewer, LIST, { filter, after });
    const page = dataOf(answer).unsortedLeads as {
      edges: { node: Shown }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    found.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

const statesOf = async (viewer: Viewer = owner): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const every = { states: ['WAITING', 'ACCEPTED', 'DECLINED', 'GONE'] };
  for (const { state } of await list(every, viewer)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

async function decide(field: 'accept' | 'decline', input: object, viewer: Viewer = owner) {
  const name = `${field}UnsortedLead`;
  const type = `${field === 'accept' ? 'Accept' : 'Decline'}UnsortedLeadInput!`;
  const lead =
    field === 'accept' ? 'lead { id name stage { id } responsibleUser { id } contacts { name } }' : '';
  const document = `mutation($input: ${type}) { ${name}(input: $input) {
    unsortedLead { state } ${lead} userErrors { code path } } }`;
  return world.graph.execute(viewer, document, { input });
}

const sent = (verb: string): number =>
  world.kommo.control.requests().filter(({ path }) => path.endsWith(`/${verb}`)).length;

it('shows what waits, and what became of it once somebody in Kommo has decided', async () => {
  mutate({ incoming: { n: 2 } });
  world.kommo.control.clock({ advance_s: 60 });
  mutate({ incoming: { n: 1, category: 'sip' } });
  await world.sync(owner, connectionId);
  const waiting = await list();
  expect(waiting).toMatchObject([
    { category: 'CALL', state: 'WAITING', lead: null, contacts: [] },
    { category: 'FORM', sourceName: 'Our site', metadata: { form_name: 'Contact us' }, closedAt: null },
    { category: 'FORM', sourceUid: 'site', pipeline: { name: 'Sales' }, connection: { id: connectionId } },
  ]);
  expect(await list({ categories: ['CALL'] })).toHaveLength(1);
  expect(await list({ categories: ['OTHER', 'MAIL'] })).toEqual([]);
  expect(await list({ connectionId: '0190a000-0000-7000-8000-000000000000' })).toEqual([]);
  expect(await list({}, viewerWith('owner'))).toEqual([]);
  mutate({ accept_incoming: { n: 1 } });
  mutate({ decline_incoming: { n: 1 } });
  await world.sync(owner, connectionId, 'FULL');
  expect(await statesOf()).toEqual({ WAITING: 1, ACCEPTED: 1, GONE: 1 });
  const [accepted] = await list({ states: ['ACCEPTED'] });
  expect(accepted).toMatchObject({
    lead: { name: 'Request 1' },
    contacts: [{ name: 'Sender of Request 1' }],
  });
});

it.each([{}, { listCap: 100, withoutNext: true }])(
  'copies a list of several pages whole, whatever its pages are like: %p',
  async (behaviour) => {
    mutate({ incoming: { n: 260 } });
    world.kommo.control.behaviour(behaviour);
    await world.sync(owner, connectionId);
    expect(await statesOf()).toEqual({ WAITING: 260 });
    // Nobody sees the end of a long list each time: the hour’s pass does.
    mutate({ accept_incoming: { n: 3 } });
    mutate({ decline_incoming: { n: 2 } });
    await world.sync(owner, connectionId);
    expect(await statesOf()).toMatchObject({ WAITING: 260 });
    world.kommo.control.clock({ advance_s: 3_601 });
    mutate({ incoming: { n: 1 } });
    await world.sync(owner, connectionId);
    expect(await statesOf()).toEqual({ WAITING: 256, ACCEPTED: 3, GONE: 2 });
  },
);

it('concludes nothing from what somebody without all rights does not see', async () => {
  mutate({ incoming: { n: 2 } });
  const accessToken = world.kommo.issueLongLivedToken('acme-demo', { userId: 9_100_002 });
  const viewer = viewerWith('owner');
  const document = `mutation($input: ConnectKommoWithTokenInput!) {
    connectKommoWithToken(input: $input) { connection { id } userErrors { code } } }`;
  const answer = await world.graph.execute(viewer, document, {
    input: { subdomain: 'acme-demo', accessToken },
  });
  const own = dataOf(answer).connectKommoWithToken.connection.id as string;
  await world.sync(viewer, own);
  mutate({ decline_incoming: { n: 1 } });
  await world.sync(viewer, own, 'FULL');
  expect(await statesOf(viewer)).toEqual({ WAITING: 2 });
});

it('takes one over once: its lead stands where it was put, and is somebody’s', async () => {
  mutate({ incoming: { n: 1 } });
  await world.sync(owner, connectionId);
  const [waiting] = await list();
  const places = dataOf(
    await world.graph.execute(
      owner,
      `{ pipelines { edges { node { name stages { id name kommoId } } } }
         crmUsers(first: 10) { edges { node { id kommoId } } } }`,
    ),
  );
  const stagesOf = (name: string) =>
    places.pipelines.edges.find(({ node }: { node: { name: string } }) => node.name === name).node.stages as {
      id: string;
      name: string;
    }[];
  const stageId = stagesOf('Sales').find(({ name }) => name === 'Offer made')?.id;
  const { id: responsibleUserId } = places.crmUsers.edges.find(
    ({ node }: { node: { kommoId: string } }) => node.kommoId === '9100005',
  ).node;
  const id = waiting?.id;
  const otherStage = stagesOf('Renewals')[2]?.id;
  expect(dataOf(await decide('accept', { id, stageId: otherStage })).acceptUnsortedLead.userErrors).toEqual([
    { code: 'OTHER_PIPELINE', path: ['stageId'] },
  ]);
  const done = {
    unsortedLead: { state: 'ACCEPTED' },
    lead: {
      name: 'Request 1',
      stage: { id: stageId },
      responsibleUser: { id: responsibleUserId },
      contacts: [{ name: 'Sender of Request 1' }],
    },
    userErrors: [],
  };
  const input = { id, stageId, responsibleUserId };
  expect(dataOf(await decide('accept', input)).acceptUnsortedLead).toMatchObject(done);
  expect(dataOf(await decide('accept', input)).acceptUnsortedLead).toMatchObject(done);
  expect(sent('accept')).toBe(1);
  expect(dataOf(await decide('decline', { id })).declineUnsortedLead).toMatchObject({
    unsortedLead: null,
    userErrors: [{ code: 'UNSORTED_CLOSED', path: ['id'] }],
  });
  expect(sent('decline')).toBe(0);
  const noted = await entriesOf(world.graph, owner.orgId);
  expect(noted.filter(({ action }) => action === 'acceptUnsortedLead').length).toBeGreaterThan(0);
});

it('sends one away, and finds out what became of it when Kommo’s answer is lost', async () => {
  mutate({ incoming: { n: 4 } });
  await world.sync(owner, connectionId);
  const [first, second, third, fourth] = (await list()).map(({ id }) => ({ id }));
  const lose = (verb: string, kind: '504_html' | '500') =>
    world.kommo.control.faults({ match: { path: `/api/v4/leads/unsorted/*/${verb}` }, kind, times: 1 });
  lose('decline', '504_html');
  expect(dataOf(await decide('decline', first ?? {})).declineUnsortedLead).toEqual({
    unsortedLead: { state: 'DECLINED' },
    userErrors: [],
  });
  lose('accept', '504_html');
  expect(dataOf(await decide('accept', second ?? {})).acceptUnsortedLead).toMatchObject({
    unsortedLead: { state: 'ACCEPTED' },
    lead: { name: expect.stringContaining('Request') },
  });
  lose('accept', '500');
  expect(dataOf(await decide('accept', third ?? {})).acceptUnsortedLead).toMatchObject({
    unsortedLead: null,
    userErrors: [{ code: 'KOMMO_UNREACHABLE' }],
  });
  expect(await statesOf()).toEqual({ WAITING: 2, DECLINED: 1, ACCEPTED: 1 });
  // What others decided meanwhile holds.
  mutate({ decline_incoming: { n: 2 } });
  expect(dataOf(await decide('accept', fourth ?? {})).acceptUnsortedLead.userErrors).toMatchObject([
    { code: 'UNSORTED_CLOSED' },
  ]);
  expect(codes(await decide('accept', fourth ?? {}, viewerWith('owner')))).toEqual(['NOT_FOUND']);
  const reader = { ...owner, permissions: new Set(['crm:read']) };
  expect(codes(await decide('accept', fourth ?? {}, reader))).toEqual(['FORBIDDEN']);
});

it('is decided once by several at once, who all hear what became of it', async () => {
  mutate({ incoming: { n: 2 } });
  await world.sync(owner, connectionId);
  const [first, second] = (await list()).map(({ id }) => ({ id }));
  world.kommo.control.clearRequests();
  const declined = await Promise.all([1, 2, 3].map(() => decide('decline', first ?? {})));
  for (const answer of declined) {
    expect(dataOf(answer).declineUnsortedLead).toEqual({
      unsortedLead: { state: 'DECLINED' },
      userErrors: [],
    });
  }
  expect(sent('decline')).toBe(1);
  const [accepted, refused] = await Promise.all([
    decide('accept', second ?? {}),
    decide('decline', second ?? {}),
  ]);
  const states = [dataOf(accepted).acceptUnsortedLead, dataOf(refused).declineUnsortedLead];
  const won = states.filter(({ unsortedLead }) => unsortedLead !== null);
  expect(won).toHaveLength(1);
  expect(states.find(({ unsortedLead }) => unsortedLead === null)).toMatchObject({
    userErrors: [{ code: 'UNSORTED_CLOSED' }],
  });
  expect(sent('accept') + sent('decline')).toBe(2);
  expect(await statesOf()).not.toHaveProperty('GONE');
});

it('gives back no turn but its own', async () => {
  mutate({ incoming: { n: 1 } });
  await world.sync(owner, connectionId);
  const which = { orgId: owner.orgId, id: (await list())[0]?.id ?? '' };
  const act = <T>(work: Parameters<typeof inOrganization<T>>[2]): Promise<T> =>
    inOrganization(world.runtime.source, owner.orgId, work);
  const late = await act((db) => takeTurn(db, which));
  await act((db) =>
    db.query(`UPDATE crm.unsorted_leads SET deciding_until = now() - interval '1 second' WHERE id = $1`, [
      which.id,
    ]),
  );
  const other = await act((db) => takeTurn(db, which));
  await act((db) => endTurn(db, which, late ?? new Date(0)));
  expect(await act((db) => takeTurn(db, which))).toBeNull();
  await act((db) => endTurn(db, which, other ?? new Date(0)));
  expect(await act((db) => takeTurn(db, which))).toBeInstanceOf(Date);
});

it('hears of them by webhook, and what became of them', async () => {
  await world.sync(owner, connectionId);
  const worked = async () => {
    await world.kommo.control.hooksSettled();
    await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  };
  mutate({ incoming: { n: 3 } });
  await worked();
  expect(await statesOf()).toEqual({ WAITING: 3 });
  mutate({ accept_incoming: { n: 1 } });
  mutate({ decline_incoming: { n: 1 } });
  await worked();
  expect(await statesOf()).toEqual({ WAITING: 1, ACCEPTED: 1, DECLINED: 1 });
  expect((await list({ states: ['ACCEPTED'] }))[0]?.lead?.name).toBe('Request 1');
  // Kommo fails at their list alone: what was decided needs none, and no other hook waits.
  mutate({ incoming: { n: 1 } });
  mutate({ decline_incoming: { n: 1 } });
  world.kommo.control.faults({ match: { path: '/api/v4/leads/unsorted*' }, kind: '500' });
  await worked();
  expect(await statesOf()).toEqual({ ACCEPTED: 1, DECLINED: 2 });
});

it('puts an odd one aside, and goes on without the list where Kommo refuses it', async () => {
  mutate({ incoming: { n: 2 } });
  await world.sync(owner, connectionId);
  const uid = (await list())[0]?.uid ?? '';
  const status = async () => {
    const query = `query($id: ID!) { crmConnection(id: $id) { state quarantinedRows { entity reason }
      entities { entity count quarantinedCount lastError { code } } } }`;
    return dataOf(await world.graph.execute(owner, query, { id: connectionId })).crmConnection;
  };
  const entity = async () =>
    (await status()).entities.find((one: { entity: string }) => one.entity === 'UNSORTED_LEADS');
  world.kommo.control.odd('acme-demo', [{ list: 'unsorted', id: null, row: { uid, created_at: null } }]);
  await world.sync(owner, connectionId, 'FULL');
  expect(await entity()).toMatchObject({ count: 2, quarantinedCount: 1, lastError: null });
  world.kommo.control.odd('acme-demo', []);
  await world.sync(owner, connectionId, 'FULL');
  expect(await entity()).toMatchObject({ count: 2, quarantinedCount: 0 });
  world.kommo.control.faults({ match: { path: '/api/v4/leads/unsorted*' }, kind: '403' });
  await world.sync(owner, connectionId);
  expect(await entity()).toMatchObject({ count: 2, lastError: { code: 'KOMMO_FORBIDDEN' } });
  expect((await status()).state).toBe('ACTIVE');
});

it('reads bodies that nobody foresaw without a word', () => {
  const form = (pairs: Record<string, string>) => new URLSearchParams(pairs).toString();
  expect(
    readHookUnsorted(
      form({
        'unsorted[delete][0][uid]': 'abc',
        'unsorted[delete][0][action]': 'accept',
        'unsorted[delete][0][accept_result][leads][0]': '51',
        'unsorted[add][7][uid]': 'd-1',
        'unsorted[add][7][__proto__]': 'x',
        'unsorted[add][8][uid]': '../../leads',
        'unsorted[__proto__][0][uid]': 'y',
        'unsorted[add][9]': 'z',
      }),
    ),
  ).toEqual([
    { uid: 'abc', became: 'ACCEPTED', leadId: '51' },
    { uid: 'd-1', became: null, leadId: null },
  ]);
});
