import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { expectWholeCopy, ourCards, theirCards } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { createAccountPace } from '../kommo/account-pace';
import { parseAccount } from '../kommo/rows';
import { createRuntime, type SyncJob } from '../runtime';
import { RUN_ATTEMPTS } from '../sync-runs/run-attempts';
import { refetchCards } from './refetch';
import { readRights } from './rights';
import { runSync } from './run-sync';

/* What is believed of whom: rights, clocks, hosts, and our own copy. */

const world = useCrm({ contacts: 120, leads: 120, companies: 20, clock: 'virtual' });
const ADMIN = 9_100_001;
const CLERK = 9_100_002;

beforeEach(() => {
  world.kommo.control.reset({ keep_tokens: true });
});
afterEach(() => {
  world.kommo.control.clearFaults();
  world.kommo.control.behaviour({
    dateSkew: 0,
    oldHost: 'unauthorized',
    expiresInText: false,
    listCap: null,
    withoutNext: false,
  });
});

const STATUS = `query($id: ID!) { crmConnection(id: $id) { state subdomain pausedUntil lastError { code }
  notices { code } sync { state mode error { code } }
  health { driftPercent lagP95 rateBudgetUsed quarantined lastErrors { code } checks { entity checked drifted ours theirs } } } }`;
const statusOf = async (owner: Viewer, id: string) =>
  dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
const CONNECT = `mutation($input: ConnectKommoWithTokenInput!) { connectKommoWithToken(input: $input) {
  connection { id } userErrors { code } } }`;

const never = new AbortController().signal;
const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } } }`;

/** The job of the synchronisation that waits. */
async function waiting(owner: Viewer, connectionId: string): Promise<SyncJob> {
  const { startSync } = dataOf(await world.graph.execute(owner, START, { input: { connectionId } }));
  return { orgId: owner.orgId, connectionId, runId: startSync.run.id };
}

/** Connects by a token of this person's. */
async function connectAs(owner: Viewer, userId: number): Promise<string> {
  const accessToken = world.kommo.issueLongLivedToken('acme-demo', { userId });
  const input = { subdomain: 'acme-demo', accessToken };
  return dataOf(await world.graph.execute(owner, CONNECT, { input })).connectKommoWithToken.connection.id;
}

it('reads everything again when somebody with more rights connects the account', async () => {
  const owner = viewerWith('owner');
  const id = await connectAs(owner, CLERK);
  await world.sync(owner, id);
  const some = await ourCards(world, owner.orgId, 'leads');
  const all = await theirCards(world, 'leads');
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(all.length);
  world.kommo.control.clock({ advance_s: 3_600 });
  expect(await connectAs(owner, ADMIN)).toBe(id);
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
});

it('buries nothing on the word of somebody who does not see every row', async () => {
  const owner = viewerWith('owner');
  const id = await connectAs(owner, ADMIN);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 3_600 });
  await connectAs(owner, CLERK);
  await world.sync(owner, id, 'FULL');
  await expectWholeCopy(world, owner.orgId);
});

it.each([86_400, -86_400, 400])(
  'does not believe a clock that is %i s off, and says so',
  async (dateSkew) => {
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    world.kommo.control.behaviour({ dateSkew });
    await world.sync(owner, id);
    expect((await statusOf(owner, id)).notices).toContainEqual({ code: 'KOMMO_CLOCK' });
    world.kommo.control.clock({ advance_s: 3_600 });
    world.kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', n: 30, set: { name: 'Later' } } });
    world.kommo.control.clock({ advance_s: 60 });
    await world.sync(owner, id);
    await expectWholeCopy(world, owner.orgId);
  },
);

it.each(['402', '404'] as const)(
  'goes on without a change log that answers %s, and says so',
  async (kind) => {
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    world.kommo.control.faults({ match: { path: '/api/v4/events' }, kind, times: 50 });
    await world.sync(owner, id);
    await expectWholeCopy(world, owner.orgId);
    const status = await statusOf(owner, id);
    expect(status).toMatchObject({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
    expect(status.notices).toContainEqual({ code: 'KOMMO_NO_EVENTS' });
  },
);

it('is not ended by a stray 401', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  for (const path of ['/api/v4/leads', '/api/v4/contacts', '/api/v4/account']) {
    world.kommo.control.faults({ match: { path }, kind: '401_stray', times: 1 });
  }
  await world.sync(owner, id);
  expect(await statusOf(owner, id)).toMatchObject({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
  // Refused for good at one list, though the account accepts the token: a missing right, no dead token.
  world.kommo.control.faults({ match: { path: '/api/v4/leads' }, kind: '401_stray', times: 50 });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(owner, id);
  expect(await statusOf(owner, id)).toMatchObject({
    state: 'DEGRADED',
    lastError: { code: 'KOMMO_FORBIDDEN' },
  });
});

it.each(['unauthorized', 'not_found', 'redirect'] as const)(
  'follows an account whose old host answers %s',
  async (oldHost) => {
    world.kommo.control.behaviour({ oldHost, expiresInText: true });
    const owner = viewerWith('owner');
    const id = await world.connectByOAuth(owner, 'globex-demo');
    await world.sync(owner, id);
    world.kommo.control.rename('globex-demo', { subdomain: 'globex-moved' });
    world.kommo.control.clock({ advance_s: 60 });
    await world.sync(owner, id);
    const status = await statusOf(owner, id);
    await expectWholeCopy(world, owner.orgId, 'globex-moved');
    expect(status).toMatchObject({ state: 'ACTIVE', subdomain: 'globex-moved', lastError: null });
    world.kommo.control.rename('globex-moved', { subdomain: 'globex-demo' });
  },
);

it('says what to do when nobody knows where the account has gone', async () => {
  world.kommo.control.behaviour({ oldHost: 'not_found' });
  const owner = viewerWith('owner');
  const id = await world.connect(owner, 'globex-demo');
  world.kommo.control.rename('globex-demo', { subdomain: 'globex-moved' });
  world.kommo.control.faults({ match: { path: '/oauth2/account/current/subdomain' }, kind: '404', times: 9 });
  const job = await waiting(owner, id);
  // Once is no proof.
  await expect(runSync(world.runtime, job, 1, never)).rejects.toMatchObject({ kind: 'moved' });
  expect(await statusOf(owner, id)).toMatchObject({ state: 'DEGRADED', sync: { state: 'RUNNING' } });
  await runSync(world.runtime, job, RUN_ATTEMPTS, never);
  expect(await statusOf(owner, id)).toMatchObject({
    state: 'NEEDS_RECONNECT',
    lastError: { code: 'KOMMO_ACCOUNT_MOVED' },
    sync: { state: 'FAILED' },
  });
  world.kommo.control.rename('globex-moved', { subdomain: 'globex-demo' });
});

it.each([
  ['a token that renews', 'unavailable', (owner: Viewer) => world.connectByOAuth(owner)],
  ['a long-lived token', 'moved', (owner: Viewer) => world.connect(owner)],
] as const)('outlives a stray 404 at the account, with %s', async (_what, kind, connect) => {
  const owner = viewerWith('owner');
  const id = await connect(owner);
  const job = await waiting(owner, id);
  world.kommo.control.faults({ match: { path: '/api/v4/account' }, kind: '404', times: 1 });
  await expect(runSync(world.runtime, job, 1, never)).rejects.toMatchObject({ kind });
  expect(await statusOf(owner, id)).toMatchObject({ state: 'DEGRADED', sync: { state: 'RUNNING' } });
  await runSync(world.runtime, job, 2, never);
  expect(await statusOf(owner, id)).toMatchObject({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
});

it('reads a list anew when other rights come in the middle of it', async () => {
  const owner = viewerWith('owner');
  const id = await connectAs(owner, CLERK);
  const job = await waiting(owner, id);
  world.kommo.control.behaviour({ listCap: 5 });
  let pages = 0;
  const send: typeof world.runtime.http.send = async (request) => {
    if (/\/leads\?.*limit=250/.test(request.url) && (pages += 1) > 3) throw new Error('the process ends');
    return world.runtime.http.send(request);
  };
  const ending = { ...world.runtime, http: { ...world.runtime.http, send } };
  await expect(runSync(ending, job, 1, never)).rejects.toThrow('the process ends');
  expect((await ourCards(world, owner.orgId, 'leads')).length).toBeGreaterThan(0);
  world.kommo.control.behaviour({ listCap: null });
  await connectAs(owner, ADMIN);
  world.kommo.control.clearRequests();
  await runSync(world.runtime, job, 2, never);
  const [first] = world.kommo.control
    .requests({ path: '/api/v4/leads' })
    .filter((request) => request.query.includes('limit=250'));
  expect(decodeURIComponent(first?.query ?? '')).toContain('filter[updated_at][from]=0&');
  expect(await ourCards(world, owner.orgId, 'leads')).toEqual(await theirCards(world, 'leads'));
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
});

it('vouches for nobody whom the account does not list', async () => {
  const page = { rows: [{ id: CLERK, name: 'Somebody else', rights: { is_admin: true } }], hasNext: false };
  const reader = { surePage: async () => ({ ...page, total: null, serverTime: 0, skew: 0 }) };
  const account = (current_user_id: string) =>
    parseAccount({ id: 1, name: '', subdomain: '', current_user_id });
  expect(await readRights(reader, account(String(ADMIN)))).toMatchObject({ seesAll: false });
  expect(await readRights(reader, account(String(CLERK)))).toMatchObject({ seesAll: true });
});

it('reads rows whole whose time is days ahead of the clock that is believed', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  world.kommo.control.clock({ advance_s: 3 * 86_400 });
  world.kommo.control.mutate('acme-demo', { bulk: { entity: 'leads', n: 9, set: { name: 'Ahead' } } });
  const now = () => (world.kommo.control.now() - 3 * 86_400) * 1_000;
  const behind = createRuntime({ ...world.deps, kommo: { ...world.deps.kommo, now } });
  try {
    await runSync(behind, await waiting(owner, id), 1, never);
  } finally {
    await behind.close();
  }
  await expectWholeCopy(world, owner.orgId);
  expect(await statusOf(owner, id)).toMatchObject({ state: 'ACTIVE', lastError: null });
});

it('tells of rows that can be asked for at no time, and does not wait for them', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const { length } = await theirCards(world, 'leads');
  // One row more than any time has.
  const send: typeof world.runtime.http.send = (request) => {
    const isBeyond =
      /\/leads\?with=contacts[^&]*&limit=1&page=(\d+)$/.exec(request.url)?.[1] === String(length + 1);
    const url = isBeyond ? request.url.replace(/\d+$/, '1') : request.url;
    return world.runtime.http.send({ ...request, url });
  };
  const odd = { ...world.runtime, http: { ...world.runtime.http, send } };
  await runSync(odd, await waiting(owner, id), 1, never);
  await expectWholeCopy(world, owner.orgId);
  const query =
    'query($id: ID!) { crmConnection(id: $id) { entities { entity cursor lastError { code } } } }';
  const { entities } = dataOf(await world.graph.execute(owner, query, { id })).crmConnection;
  expect(entities).toContainEqual({
    entity: 'LEADS',
    cursor: expect.any(String),
    lastError: { code: 'KOMMO_INCOMPLETE' },
  });
});

it('takes short answers for what they are: what they leave out is not gone', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  const ids = (await ourCards(world, owner.orgId, 'leads')).map((card) => card.id);
  expect(ids.length).toBeGreaterThan(100);
  world.kommo.control.behaviour({ listCap: 20, withoutNext: true });
  const ref = { orgId: owner.orgId, connectionId: id };
  const found = await refetchCards(world.runtime, ref, 'LEADS', [...ids, '99999999'], { deletedIds: ids });
  expect(found.absent).toEqual(['99999999']);
  expect(found.stored).toHaveLength(ids.length);
  world.kommo.control.behaviour({ listCap: null, withoutNext: false });
  await expectWholeCopy(world, owner.orgId);
});

it('gives its worker back while Kommo wants to be left alone, and goes on where it was', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  world.kommo.control.behaviour({ retryAfterBody: 1e15 });
  world.kommo.control.faults({ match: { path: '/api/v4/leads' }, kind: '429', times: 1 });
  const job = await world.sync(owner, id);
  const status = await statusOf(owner, id);
  expect(status).toMatchObject({
    state: 'PAUSED',
    sync: { state: 'QUEUED', error: { code: 'KOMMO_RATE_LIMITED' } },
  });
  const pause = new Date(status.pausedUntil).getTime() - Date.now();
  expect(pause).toBeGreaterThan(0);
  expect(pause).toBeLessThanOrEqual(15 * 60_000);
  const queued = world.jobs.enqueued.filter((one) => one.id.startsWith(`${id}.${job.runId}`)).at(-1);
  expect(queued?.delayMs).toBeGreaterThan(60_000);
  world.runtime.governors.of(id).endPausesBefore(new Date(Date.now() + 1_000));
  await runSync(world.runtime, job, 1, new AbortController().signal);
  await expectWholeCopy(world, owner.orgId);
  expect(await statusOf(owner, id)).toMatchObject({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
});

it('queues a synchronisation of everything behind the running one', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const START_IN = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id mode state } } }`;
  const start = async (mode: string) =>
    dataOf(await world.graph.execute(owner, START_IN, { input: { connectionId: id, mode } })).startSync.run;
  const waiting = await start('INCREMENTAL');
  const full = await start('FULL');
  expect(full).toMatchObject({ mode: 'FULL', state: 'QUEUED' });
  expect(full.id).not.toBe(waiting.id);
  expect((await start('FULL')).id).toBe(full.id);
  const jobOf = (runId: string) => ({ orgId: owner.orgId, connectionId: id, runId });
  const running = runSync(world.runtime, jobOf(waiting.id), 1, never);
  await runSync(world.runtime, jobOf(full.id), 1, never); // it goes back at once, or comes after
  await running;
  await runSync(world.runtime, jobOf(waiting.id), 1, never); // where the other one was first
  await runSync(world.runtime, jobOf(full.id), 1, never);
  await expectWholeCopy(world, owner.orgId);
  expect((await statusOf(owner, id)).sync).toMatchObject({ mode: 'FULL', state: 'SUCCEEDED' });
});

it.each(['cancelled', 'done'])('gives the waiting one a job when the one before it is %s', async (end) => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const ask = async (name: string, input: object, fields: string) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
    return dataOf(await world.graph.execute(owner, document, { input }))[name];
  };
  const first = (await ask('startSync', { connectionId, mode: 'INCREMENTAL' }, 'run { id }')).run;
  const full = (await ask('startSync', { connectionId, mode: 'FULL' }, 'run { id }')).run;
  world.jobs.enqueued.length = 0;
  if (end === 'done') {
    await runSync(world.runtime, { orgId: owner.orgId, connectionId, runId: first.id }, 1, never);
  } else {
    expect((await ask('cancelJob', { id: first.id }, 'userErrors { code }')).userErrors).toEqual([]);
  }
  expect(world.jobs.enqueued.map((one) => one.id)).toContainEqual(expect.stringContaining(full.id));
});

it('finds by itself what tells nobody: merges, and changes without a new time', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 3_700 });
  const leads = await ourCards(world, owner.orgId, 'leads');
  world.kommo.control.mutate('acme-demo', {
    bulk: { entity: 'leads', n: 500, set: { name: 'Silent' }, silent: true },
  });
  await world.sync(owner, id);
  const hourly = await statusOf(owner, id);
  const [check] = hourly.health.checks.filter((one: { entity: string }) => one.entity === 'LEADS');
  expect(check).toMatchObject({ checked: 100, drifted: 100, ours: null });
  expect(hourly.health.driftPercent).toBeGreaterThan(0);
  expect((await ourCards(world, owner.orgId, 'leads')).filter((card) => card.name === 'Silent')).toHaveLength(
    100,
  );
  world.kommo.control.clock({ advance_s: 86_400 });
  world.kommo.control.mutate('acme-demo', {
    merge: { entity: 'contacts', from: 40_000_003, into: 40_000_004 },
  });
  await world.sync(owner, id);
  const daily = await statusOf(owner, id);
  expect(daily.sync).toMatchObject({ mode: 'FULL', state: 'QUEUED' });
  expect(daily.health.checks).toContainEqual(
    expect.objectContaining({ entity: 'LEADS', theirs: leads.length }),
  );
  // Counting has asked for a synchronisation of everything.
  await world.sync(owner, id, 'FULL');
  await expectWholeCopy(world, owner.orgId);
});

it('waits for no turn that a clock set back has put far away', async () => {
  const account = String(Date.now());
  const { source } = world.deps;
  await source.query(
    `INSERT INTO crm.account_pace (account_id, free_at, minute, used) VALUES ($1, now() + interval '1 hour', 0, 0)`,
    [account],
  );
  const gone = AbortSignal.abort(new Error('not waited for'));
  await expect(createAccountPace(source, 50).turn(account, gone)).rejects.toThrow();
  const [row] = (await source.query(
    `SELECT free_at <= clock_timestamp() + interval '31 seconds' AS near FROM crm.account_pace WHERE account_id = $1`,
    [account],
  )) as { near: boolean }[];
  expect(row?.near).toBe(true);
});

it('paces an account for all who ask for it together', async () => {
  const account = String(Date.now());
  const paces = [1, 2, 3].map(() => createAccountPace(world.deps.source, 50));
  const began = Date.now();
  await Promise.all(Array.from({ length: 30 }, (_, at) => Promise.resolve(paces[at % 3]?.turn(account))));
  // Thirty turns of 20 ms each: the last one can't come before twenty-nine have passed.
  expect(Date.now() - began).toBeGreaterThanOrEqual(29 * 20 - 5);
});
