import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { newId } from '../../../../service-kit/data/ids';
import { SYNC_QUEUE } from '../runtime';
import { runPoll } from '../sync-runs/polling';
import { canAsk } from '../sync/refetch';
import { closedOrganizations } from './closed-organizations';
import { markDegraded, markWell } from './connection-health';
import { clientOf } from './kommo-client';
import { runSync } from '../sync/run-sync';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 60, leads: 50, companies: 10 });

const BY_TOKEN = `mutation($input: ConnectKommoWithTokenInput!) { connectKommoWithToken(input: $input) {
  connection { id state authKind tokenExpiresAt sync { state } } userErrors { code path } } }`;
const DISCONNECT = `mutation($input: DisconnectKommoInput!) { disconnectKommo(input: $input) {
  connection { id state tokenExpiresAt sync { state } entities { entity count } } userErrors { code } } }`;
const START =
  'mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code path } } }';
const LIST = `query($first: Int, $after: String) { crmConnections(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } edges { node { id kommoAccountId state queueDepth lastError { code }
    tokenExpiresAt sync { state percent } entities { entity count lagSeconds } } } } }`;
const SINGLE = 'query($id: ID!) { crmConnection(id: $id) { id } }';

const byToken = async (viewer: Viewer, input: object) =>
  dataOf(await world.graph.execute(viewer, BY_TOKEN, { input })).connectKommoWithToken;
const disconnect = (viewer: Viewer | null, connectionId: string, data = 'KEEP') =>
  world.graph.execute(viewer, DISCONNECT, { input: { connectionId, data } });
const rowsIn = async (orgId: string, table: string): Promise<number> => {
  const [row] = (await inOrganization(world.deps.source, orgId, (db) =>
    db.query(`SELECT count(*)::integer AS n FROM crm.${table}`),
  )) as { n: number }[];
  return row?.n ?? 0;
};
const refused = (code: string, path: string) => ({ connection: null, userErrors: [{ code, path: [path] }] });

it('connects by a long-lived token, whose end it reads from the token', async () => {
  const owner = viewerWith('owner');
  const accessToken = world.kommo.issueLongLivedToken('acme-demo', { lifetime: 30 * 86_400 });
  const { connection } = await byToken(owner, { subdomain: 'acme-demo.kommo.com', accessToken });
  expect(connection).toMatchObject({ state: 'ACTIVE', authKind: 'LONG_LIVED', sync: { state: 'QUEUED' } });
  const days = (new Date(connection.tokenExpiresAt).getTime() - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThan(30.1);
});

it('leaves Kommo alone for an organisation that was deleted, whatever else is paused, until it is restored', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const ref = { orgId: owner.orgId, connectionId: id };
  const close = (until: string | null) =>
    inOrganization(world.deps.source, owner.orgId, async (db) => {
      for (const handler of closedOrganizations.handlers) {
        if (!('apply' in handler)) continue;
        await handler.apply(db, {
          id: newId(),
          orgId: owner.orgId,
          payload: { organizationId: owner.orgId, until },
          emittedAt: new Date(),
          attempt: 1,
        });
      }
    });
  const asked = () => world.kommo.control.requests().length;
  const ask = () => clientOf(world.runtime, ref).get('/account', {}, { lane: 'interactive' });
  const syncs = () => world.jobs.enqueued.filter(({ queue }) => queue === SYNC_QUEUE).length;
  const polled = async (): Promise<number> => {
    const before = syncs();
    await runPoll(world.runtime, { ...ref, slot: 1 });
    return syncs() - before;
  };
  const run = await world.sync(owner, id);
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(`UPDATE crm.sync_runs SET state = 'QUEUED', finished_at = NULL WHERE id = $1`, [run.runId]),
  );
  await close(new Date(Date.now() + 1_000).toISOString());
  const before = asked();
  // What Kommo says meanwhile, or said before, changes nothing.
  await inOrganization(world.deps.source, owner.orgId, async (db) => {
    await markDegraded(db, ref, 'unavailable', 10);
    await markWell(db, ref);
  });
  await runSync(world.runtime, run, 1, new AbortController().signal);
  await expect(ask()).rejects.toMatchObject({ kind: 'closed' });
  expect([await canAsk(world.runtime, ref), await polled(), asked() - before]).toEqual([false, 0, 0]);
  await close(null);
  expect([await canAsk(world.runtime, ref), await polled()]).toEqual([true, 1]);
  await ask();
});

it('refuses what is not a token, not a host, expired or of another account', async () => {
  const owner = viewerWith('owner');
  const good = world.kommo.issueLongLivedToken('acme-demo');
  const asked = () => world.kommo.control.requests().length;
  const before = asked();
  for (const subdomain of ['evil.test', 'a b', '', '../x', 'acme-demo.kommo.com.evil.test', 'x'.repeat(70)]) {
    expect(await byToken(owner, { subdomain, accessToken: good })).toEqual(
      refused('ACCOUNT_HOST_INVALID', 'subdomain'),
    );
  }
  for (const accessToken of ['', 'garbage', 'a.b.c', `${good}\r\nX-Evil: 1`, 'x'.repeat(20_000)]) {
    expect(await byToken(owner, { subdomain: 'acme-demo', accessToken })).toEqual(
      refused('TOKEN_INVALID', 'accessToken'),
    );
  }
  expect(asked()).toBe(before);
  const foreign = world.kommo.issueLongLivedToken('globex-demo');
  const expired = world.kommo.issueLongLivedToken('acme-demo', { lifetime: -10 });
  for (const accessToken of [foreign, expired, `${good}x`]) {
    expect(await byToken(owner, { subdomain: 'acme-demo', accessToken })).toEqual(
      refused('TOKEN_REFUSED', 'accessToken'),
    );
  }
  const { totalCount } = dataOf(await world.graph.execute(owner, LIST)).crmConnections;
  expect(totalCount).toBe(0);
});

it('lists connections page by page with a constant number of statements', async () => {
  const owner = viewerWith('owner');
  const ids = [];
  for (const subdomain of ['acme-demo', 'globex-demo', 'empty-demo']) {
    const id = await world.connect(owner, subdomain);
    await world.sync(owner, id);
    ids.unshift(id);
  }
  const one = await world.graph.execute(owner, LIST, { first: 1 });
  const all = await world.graph.execute(owner, LIST);
  expect(dataOf(all).crmConnections.edges.map((edge: { node: { id: string } }) => edge.node.id)).toEqual(ids);
  expect(all.statements.length).toBe(one.statements.length);
  const after = dataOf(one).crmConnections.pageInfo.endCursor;
  const rest = dataOf(await world.graph.execute(owner, LIST, { after })).crmConnections;
  expect(rest.edges).toHaveLength(2);
  expect(rest.totalCount).toBe(3);
});

it('keeps what was copied when it is disconnected, and goes on with it when connected again', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  const { connection } = dataOf(await disconnect(owner, id)).disconnectKommo;
  expect(connection).toMatchObject({ id, state: 'DISCONNECTED', tokenExpiresAt: null });
  expect(await rowsIn(owner.orgId, 'connection_tokens')).toBe(0);
  await expectWholeCopy(world, owner.orgId);
  const { startSync } = dataOf(await world.graph.execute(owner, START, { input: { connectionId: id } }));
  expect(startSync.userErrors).toEqual([{ code: 'CONNECTION_UNUSABLE', path: ['connectionId'] }]);
  expect(await world.connect(owner)).toBe(id);
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
});

it('deletes what was copied when that is wanted', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  const bystander = viewerWith('owner');
  const theirs = await world.connect(bystander);
  await world.sync(bystander, theirs);
  dataOf(await disconnect(owner, id, 'PURGE'));
  for (const table of [
    'leads',
    'contacts',
    'companies',
    'lead_contacts',
    'pipelines',
    'stages',
    'crm_users',
  ]) {
    expect(await rowsIn(owner.orgId, table)).toBe(0);
  }
  await expectWholeCopy(world, bystander.orgId);
  await world.connect(owner);
  await world.sync(owner, id);
  await expectWholeCopy(world, owner.orgId);
});

it('cancels a synchronisation that is under way; nothing is written after that', async () => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const { startSync } = dataOf(await world.graph.execute(owner, START, { input: { connectionId } }));
  const job = { orgId: owner.orgId, connectionId, runId: startSync.run.id };
  const running = runSync(world.runtime, job, 1, new AbortController().signal);
  while ((await rowsIn(owner.orgId, 'companies')) === 0);
  const { connection } = dataOf(await disconnect(owner, connectionId, 'PURGE')).disconnectKommo;
  expect(connection.sync).toEqual({ state: 'CANCELLED' });
  await running;
  for (const table of ['leads', 'contacts', 'companies']) expect(await rowsIn(owner.orgId, table)).toBe(0);
});

it('survives starting, connecting, disconnecting and synchronising at the same time, without a deadlock', async () => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const accessToken = world.kommo.issueLongLivedToken('acme-demo');
  const never = new AbortController().signal;
  for (let round = 0; round < 12; round += 1) {
    const started = world.graph.execute(owner, START, { input: { connectionId } });
    const answers = await Promise.all([
      started,
      started.then(({ data }) => {
        const runId = data?.startSync.run?.id as string | undefined;
        if (runId)
          runSync(world.runtime, { orgId: owner.orgId, connectionId, runId }, 1, never).catch(
            () => undefined,
          );
        return world.graph.execute(owner, START, { input: { connectionId } });
      }),
      disconnect(owner, connectionId, round % 2 ? 'PURGE' : 'KEEP'),
      world.graph.execute(owner, BY_TOKEN, { input: { subdomain: 'acme-demo', accessToken } }),
      disconnect(owner, connectionId),
    ]);
    for (const answer of answers) expect(codes(answer)).toEqual([]);
    await byToken(owner, { subdomain: 'acme-demo', accessToken });
  }
  await world.sync(owner, connectionId);
  await expectWholeCopy(world, owner.orgId);
});

it('hides a connection from other organisations and leaves it unchanged', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const stranger = viewerWith('owner');
  for (const foreign of [id, 'nonsense', '018f0000-0000-7000-8000-000000000000']) {
    const input = { connectionId: foreign };
    expect(codes(await world.graph.execute(stranger, SINGLE, { id: foreign }))).toEqual(['NOT_FOUND']);
    expect(codes(await disconnect(stranger, foreign))).toEqual(['NOT_FOUND']);
    expect(codes(await world.graph.execute(stranger, START, { input }))).toEqual(['NOT_FOUND']);
  }
  const { edges } = dataOf(await world.graph.execute(owner, LIST)).crmConnections;
  expect(edges[0].node).toMatchObject({ id, state: 'ACTIVE', sync: { state: 'QUEUED' } });
});

it('asks for the right permissions', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const manager = viewerWith('manager', owner.orgId);
  const reader = viewerWith('viewer', owner.orgId);
  const token = { subdomain: 'acme-demo', accessToken: world.kommo.issueLongLivedToken('acme-demo') };
  expect(codes(await disconnect(manager, id))).toEqual(['FORBIDDEN']);
  expect(codes(await world.graph.execute(manager, BY_TOKEN, { input: token }))).toEqual(['FORBIDDEN']);
  const input = { connectionId: id };
  expect(codes(await world.graph.execute(reader, START, { input }))).toEqual(['FORBIDDEN']);
  expect(codes(await world.graph.execute(manager, START, { input }))).toEqual([]);
  expect(codes(await world.graph.execute(reader, SINGLE, { id }))).toEqual([]);
  expect(codes(await world.graph.execute(null, SINGLE, { id }))).toEqual(['UNAUTHENTICATED']);
});
