import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { createKommoClient, type KommoClient } from '../kommo/client';
import type { KommoError } from '../kommo/kommo-error';
import { createRuntime, type CrmRuntime } from '../runtime';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { createTokenKeeper } from './token-keeper';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });
/** A second process, as far as tokens go: it shares nothing with the first but the database. */
let other: CrmRuntime;

beforeAll(() => {
  other = createRuntime(world.deps);
});
afterAll(() => other.close());
afterEach(() => {
  const { control } = world.kommo;
  control.clearFaults();
  control.behaviour({ rotation: 'strict' });
});

const STATE = `query($id: ID!) { crmConnection(id: $id) { state subdomain lastError { code message } } }`;
const TOKEN_PATH = '/oauth2/access_token';
const options = { lane: 'background' } as const;

async function connected(subdomain = 'acme-demo'): Promise<{ owner: Viewer; id: string }> {
  const owner = viewerWith('owner');
  const id = await world.connectByOAuth(owner, subdomain);
  world.kommo.control.clearRequests();
  return { owner, id };
}

function clientOf(runtime: CrmRuntime, owner: Viewer, id: string): KommoClient {
  const ref = { orgId: owner.orgId, connectionId: id };
  const access = createTokenKeeper(runtime, ref);
  return createKommoClient({ ...runtime, governor: runtime.governors.of(id), access });
}

const refreshes = (status?: number) =>
  world.kommo.control.requests({ path: TOKEN_PATH, ...(status ? { status } : {}) }).length;
const stateOf = async (owner: Viewer, id: string) =>
  dataOf(await world.graph.execute(owner, STATE, { id })).crmConnection;
const expireNow = (times = 1) =>
  world.kommo.control.faults({ match: { path: '/api/v4/account' }, kind: '401_expired', times });
const change = (owner: Viewer, sql: string, id: string) =>
  inOrganization(world.deps.source, owner.orgId, (db) => db.query(sql, [owner.orgId, id]));
const nearItsEnd = (owner: Viewer, id: string) =>
  change(
    owner,
    `UPDATE crm.connection_tokens SET issued_at = now() - interval '21 hours', expires_at = now() + interval '3 hours'
      WHERE org_id = $1 AND connection_id = $2`,
    id,
  );

it('renews an expired token once for forty calls in two processes', async () => {
  const { owner, id } = await connected();
  expireNow();
  const clients = Array.from({ length: 40 }, (_, index) =>
    clientOf(index % 2 ? other : world.runtime, owner, id),
  );
  const answers = await Promise.all(clients.map((client) => client.get('/account', {}, options)));
  expect(answers).toHaveLength(40);
  expect(refreshes()).toBe(1);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'ACTIVE', lastError: null });
});

it('renews when four fifths of the life are over, before Kommo has to refuse', async () => {
  const { owner, id } = await connected();
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(refreshes()).toBe(0);
  await nearItsEnd(owner, id);
  const clients = Array.from({ length: 10 }, () => clientOf(world.runtime, owner, id));
  await Promise.all(clients.map((client) => client.get('/account', {}, options)));
  expect(refreshes(200)).toBe(1);
  expect(world.kommo.control.requests({ status: 401 })).toEqual([]);
});

it('goes on with a token that is still good when the early renewal fails, and says so', async () => {
  const { owner, id } = await connected();
  await nearItsEnd(owner, id);
  world.kommo.control.faults({ match: { path: TOKEN_PATH }, kind: '500', times: 2 });
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(await stateOf(owner, id)).toMatchObject({
    state: 'DEGRADED',
    lastError: { code: 'KOMMO_UNREACHABLE' },
  });
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'ACTIVE', lastError: null });
});

it('asks once more with the old token when the answer to a renewal is lost', async () => {
  world.kommo.control.behaviour({ rotation: 'grace' });
  const { owner, id } = await connected();
  expireNow();
  world.kommo.control.faults({ match: {}, kind: 'refresh_lost_response', times: 1 });
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(refreshes()).toBe(2);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'ACTIVE' });
});

it('needs to be connected again when the answer was lost and Kommo rotates strictly; connecting mends it', async () => {
  const { owner, id } = await connected();
  expireNow();
  world.kommo.control.faults({ match: {}, kind: 'refresh_lost_response', times: 1 });
  const failing = clientOf(world.runtime, owner, id).get('/account', {}, options);
  await expect(failing).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(await stateOf(owner, id)).toMatchObject({
    state: 'NEEDS_RECONNECT',
    lastError: { code: 'KOMMO_UNAUTHORIZED' },
  });
  expect(await world.connectByOAuth(owner)).toBe(id);
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'ACTIVE', lastError: null });
});

it('is degraded, not lost, when the token endpoint can not be reached', async () => {
  const { owner, id } = await connected();
  expireNow();
  world.kommo.control.faults({ match: { path: TOKEN_PATH }, kind: '502_html', times: 2 });
  const failing = clientOf(world.runtime, owner, id).get('/account', {}, options);
  await expect(failing).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await stateOf(owner, id)).toMatchObject({ state: 'DEGRADED' });
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'ACTIVE' });
});

it('needs to be connected again when access was revoked, without asking for ever', async () => {
  const { owner, id } = await connected();
  world.kommo.control.revoke('acme-demo');
  const calls = await Promise.allSettled(
    Array.from({ length: 10 }, () => clientOf(world.runtime, owner, id).get('/account', {}, options)),
  );
  for (const call of calls) {
    expect(call.status === 'rejected' && (call.reason as KommoError).kind).toBe('unauthorized');
  }
  expect(await stateOf(owner, id)).toMatchObject({ state: 'NEEDS_RECONNECT' });
  expect(refreshes()).toBe(1);
  const before = world.kommo.control.requests().length;
  const later = clientOf(world.runtime, owner, id).get('/account', {}, options);
  await expect(later).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(world.kommo.control.requests()).toHaveLength(before);
});

it('needs to be connected again when a renewed token is refused as well', async () => {
  const { owner, id } = await connected();
  expireNow(3);
  const failing = clientOf(world.runtime, owner, id).get('/account', {}, options);
  await expect(failing).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(refreshes(200)).toBe(1);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'NEEDS_RECONNECT' });
});

it('needs to be connected again when the integration was deleted', async () => {
  const { owner, id } = await connected();
  dataOf(await world.graph.execute(owner, 'mutation { deleteKommoCredentials { deleted } }'));
  expireNow();
  const failing = clientOf(world.runtime, owner, id).get('/account', {}, options);
  await expect(failing).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(await stateOf(owner, id)).toMatchObject({
    state: 'NEEDS_RECONNECT',
    lastError: { code: 'CREDENTIALS_MISSING' },
  });
});

it('follows an account to its new subdomain', async () => {
  const { owner, id } = await connected('globex-demo');
  world.kommo.control.rename('globex-demo', { subdomain: 'globex-renamed' });
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'ACTIVE', subdomain: 'globex-renamed' });
  world.kommo.control.rename('globex-renamed', { subdomain: 'globex-demo' });
});

it('takes over from a process that died while renewing', async () => {
  const { owner, id } = await connected();
  expireNow();
  const began = Date.now();
  await change(
    owner,
    `UPDATE crm.connection_tokens SET lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'
      WHERE org_id = $1 AND connection_id = $2`,
    id,
  );
  await clientOf(world.runtime, owner, id).get('/account', {}, options);
  expect(Date.now() - began).toBeGreaterThan(950);
  expect(refreshes(200)).toBe(1);
});

it('never renews a long-lived token: refused, it has to be given anew', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  world.kommo.control.clearRequests();
  expireNow();
  const failing = clientOf(world.runtime, owner, id).get('/account', {}, options);
  await expect(failing).rejects.toMatchObject({ kind: 'unauthorized' });
  expect(refreshes()).toBe(0);
  expect(await stateOf(owner, id)).toMatchObject({ state: 'NEEDS_RECONNECT' });
});
