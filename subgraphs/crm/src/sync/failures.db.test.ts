import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { KommoError } from '../kommo/kommo-error';
import type { SyncJob } from '../runtime';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { RUN_ATTEMPTS } from '../sync-runs/run-attempts';
import { runSync } from './run-sync';

const world = useCrm({
  contacts: 520,
  leads: 510,
  companies: 10,
  rateLimit: { perSecond: 0, retryAfterSeconds: 1 },
});
const never = new AbortController().signal;

const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code path } } }`;
const STATUS = `query($id: ID!) { crmConnection(id: $id) { state pausedUntil lastError { code message } subdomain
  sync { state error { code message } } entities { entity count lastError { code } } } }`;

const fault = (kind: string, path: string, more: object = {}) =>
  world.kommo.control.faults({ match: { path }, kind, times: 1, ...more } as Parameters<
    typeof world.kommo.control.faults
  >[0]);
afterEach(() => world.kommo.control.clearFaults());

async function waiting(subdomain?: string): Promise<{ owner: Viewer; job: SyncJob }> {
  const owner = viewerWith('owner');
  const connectionId = await world.connectByOAuth(owner, subdomain);
  const { startSync } = dataOf(await world.graph.execute(owner, START, { input: { connectionId } }));
  return { owner, job: { orgId: owner.orgId, connectionId, runId: startSync.run.id } };
}
const statusOf = async (owner: Viewer, id: string) =>
  dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection;
const carry = (job: SyncJob, attempt = 1) => runSync(world.runtime, job, attempt, never);

it.each([
  ['500', '/api/v4/contacts'],
  ['502_html', '/api/v4/leads'],
  ['504_html', '/api/v4/leads'],
  ['reset_connection', '/api/v4/contacts'],
  ['truncated_json', '/api/v4/leads'],
  ['empty_200', '/api/v4/companies'],
  ['wrong_content_type', '/api/v4/leads'],
  ['next_link_foreign_host', '/api/v4/leads'],
  ['401_expired', '/api/v4/leads'],
  ['429', '/api/v4/contacts'],
] as const)('gets over %s at %s and has a whole copy', async (kind, path) => {
  const { owner, job } = await waiting();
  fault(kind, path, { times: kind === '401_expired' ? 1 : 2 });
  await carry(job);
  await expectWholeCopy(world, job.orgId);
  expect(await statusOf(owner, job.connectionId)).toMatchObject({
    state: 'ACTIVE',
    lastError: null,
    sync: { state: 'SUCCEEDED', error: null },
  });
});

it('waits as long as Kommo says after a 429', async () => {
  const { job } = await waiting();
  fault('429', '/api/v4/contacts', { times: 2 });
  const began = Date.now();
  await carry(job);
  expect(Date.now() - began).toBeGreaterThanOrEqual(2_000);
});

it('stops at a block, leaves Kommo alone for a quarter of an hour, and never blames the token', async () => {
  const { owner, job } = await waiting();
  fault('html_403', '/api/v4/contacts');
  await carry(job);
  const status = await statusOf(owner, job.connectionId);
  expect(status).toMatchObject({
    state: 'PAUSED',
    lastError: { code: 'KOMMO_BLOCKED' },
    sync: { state: 'FAILED', error: { code: 'KOMMO_BLOCKED' } },
  });
  const pause = new Date(status.pausedUntil).getTime() - Date.now();
  expect(pause).toBeGreaterThan(14 * 60_000);
  world.kommo.control.clearRequests();
  const { startSync } = dataOf(
    await world.graph.execute(owner, START, { input: { connectionId: job.connectionId } }),
  );
  expect(startSync).toEqual({ run: null, userErrors: [{ code: 'KOMMO_PAUSED', path: ['connectionId'] }] });
  expect(world.kommo.control.requests()).toEqual([]);
  // Another organisation's connection to the same account goes on.
  const other = await waiting();
  await carry(other.job);
  await expectWholeCopy(world, other.job.orgId);
});

it('goes on after a pause from where it stopped', async () => {
  const { owner, job } = await waiting();
  fault('402', '/api/v4/leads');
  await carry(job);
  expect(await statusOf(owner, job.connectionId)).toMatchObject({
    state: 'DEGRADED',
    lastError: { code: 'KOMMO_PAYMENT_REQUIRED' },
    sync: { state: 'FAILED' },
  });
  await world.sync(owner, job.connectionId);
  await expectWholeCopy(world, job.orgId);
  expect(await statusOf(owner, job.connectionId)).toMatchObject({ state: 'ACTIVE', lastError: null });
});

it('is tried again while Kommo fails, then given up, and says why all the time', async () => {
  const { owner, job } = await waiting();
  fault('500', '/api/v4/users', { times: 100 });
  await expect(carry(job, 1)).rejects.toMatchObject({ kind: 'unavailable' });
  expect((await statusOf(owner, job.connectionId)).sync).toMatchObject({
    state: 'RUNNING',
    error: { code: 'KOMMO_UNREACHABLE' },
  });
  await carry(job, RUN_ATTEMPTS);
  const status = await statusOf(owner, job.connectionId);
  expect(status).toMatchObject({ state: 'DEGRADED', sync: { state: 'FAILED' } });
  const users = status.entities.find((row: { entity: string }) => row.entity === 'USERS');
  expect(users.lastError).toEqual({ code: 'KOMMO_UNREACHABLE' });
  world.kommo.control.clearFaults();
  await world.sync(owner, job.connectionId);
  await expectWholeCopy(world, job.orgId);
});

describe('an account that never answers', () => {
  let asked = 0;
  /** Requests to the account whose path has this part come to nothing. */
  const silentAt = (part: string) => ({
    ...world.runtime,
    http: {
      ...world.runtime.http,
      async send(request: Parameters<typeof world.runtime.http.send>[0]) {
        if (!request.url.includes(part)) return world.runtime.http.send(request);
        asked += 1;
        throw new KommoError('unavailable', { detail: 'TimeoutError', timedOut: true });
      },
    },
  });
  const queued = ({ runId }: SyncJob) => world.jobs.enqueued.filter((one) => one.id.includes(runId));
  beforeEach(() => void (asked = 0));

  it('is left at the first time-out, asked again after longer and longer waits, and given up in the end', async () => {
    const { owner, job } = await waiting();
    const runtime = silentAt('/api/v4/');
    for (let attempt = 1; attempt <= RUN_ATTEMPTS; attempt += 1) {
      expect((await statusOf(owner, job.connectionId)).sync.state).toBe('QUEUED');
      await runSync(runtime, queued(job).at(-1)?.payload as SyncJob, 1, never);
      expect(asked).toBe(attempt);
    }
    const waits = queued(job).map(({ delayMs }) => delayMs / 1_000);
    expect(waits).toEqual([0, 5, 10, 20, 40, 80, 160]);
    expect((await statusOf(owner, job.connectionId)).sync).toEqual({
      state: 'FAILED',
      error: expect.objectContaining({ code: 'KOMMO_UNREACHABLE' }),
    });
  });

  it('is asked again soon as long as each try brings something', async () => {
    const { job } = await waiting();
    await runSync(silentAt('/leads/unsorted'), { ...job, timeOuts: RUN_ATTEMPTS - 1 }, 1, never);
    expect(queued(job).at(-1)).toMatchObject({ delayMs: 5_000, payload: { timeOuts: 1 } });
    await carry(queued(job).at(-1)?.payload as SyncJob);
    await expectWholeCopy(world, job.orgId);
  });
});

it('stops for good when access was revoked', async () => {
  const { owner, job } = await waiting('globex-demo');
  fault('401_revoked', '/api/v4/contacts');
  await carry(job);
  expect(await statusOf(owner, job.connectionId)).toMatchObject({
    state: 'NEEDS_RECONNECT',
    sync: { state: 'FAILED', error: { code: 'KOMMO_UNAUTHORIZED' } },
  });
  const { startSync } = dataOf(
    await world.graph.execute(owner, START, { input: { connectionId: job.connectionId } }),
  );
  expect(startSync.userErrors).toEqual([{ code: 'CONNECTION_UNUSABLE', path: ['connectionId'] }]);
  expect(await world.connectByOAuth(owner, 'globex-demo')).toBe(job.connectionId);
  await world.sync(owner, job.connectionId);
  await expectWholeCopy(world, job.orgId, 'globex-demo');
});

it('follows an account that is renamed in the middle', async () => {
  const { owner, job } = await waiting('globex-demo');
  const running = carry(job);
  while ((await statusOf(owner, job.connectionId)).sync.state !== 'RUNNING');
  world.kommo.control.rename('globex-demo', { subdomain: 'globex-new' });
  await running;
  await world.sync(owner, job.connectionId);
  expect(await statusOf(owner, job.connectionId)).toMatchObject({ state: 'ACTIVE', subdomain: 'globex-new' });
  await expectWholeCopy(world, job.orgId, 'globex-new');
  world.kommo.control.rename('globex-new', { subdomain: 'globex-demo' });
});

it('copies what it may when the user who gave access is no administrator, and says what is missing', async () => {
  const { owner, job } = await waiting();
  const tokenUser = 9_100_001;
  world.kommo.control.user('acme-demo', { user_id: tokenUser, is_admin: false });
  await carry(job);
  world.kommo.control.user('acme-demo', { user_id: tokenUser, is_admin: true });
  await expectWholeCopy(world, job.orgId);
  const { entities, sync } = await statusOf(owner, job.connectionId);
  expect(sync.state).toBe('SUCCEEDED');
  const users = entities.find((row: { entity: string }) => row.entity === 'USERS');
  expect(users).toMatchObject({ count: 0, lastError: { code: 'KOMMO_FORBIDDEN' } });
});

it('stores hostile texts as they are, but for what a database can not hold', async () => {
  const { owner, job } = await waiting();
  const name = 'a\0b \ud800 \u202e<script>=1+1';
  world.kommo.control.mutate('acme-demo', { bulk: { entity: 'contacts', n: 1, set: { name } } });
  await carry(job);
  const query = `query($f: ContactFilter) { contacts(filter: $f) { edges { node { name } } } }`;
  const { contacts } = dataOf(await world.graph.execute(owner, query, { f: { search: '=1+1' } }));
  expect(contacts.edges).toContainEqual({ node: { name: 'ab \ufffd \u202e<script>=1+1' } });
});
