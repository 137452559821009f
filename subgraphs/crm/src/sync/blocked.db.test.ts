import { codes, dataOf } from '../../../../testkit/subgraph';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { createRuntime } from '../runtime';
import { clientOf } from '../connections/kommo-client';
import { canAsk } from './refetch';
import { runSync } from './run-sync';
import { viewerWith } from '../../../../testkit/tokens';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 10, leads: 10, companies: 5 });
const owner = viewerWith('owner');

const CONNECTION = `query($id: ID!) { crmConnection(id: $id) {
  state pausedUntil lastError { code } sync { state error { code } } } }`;
const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code } } }`;

const read = async (id: string) => dataOf(await world.graph.execute(owner, CONNECTION, { id })).crmConnection;

it('leaves Kommo alone after a block, until the account is connected again and Kommo answers', async () => {
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.block('acme-demo', { blocked: true });
  await world.sync(owner, id);
  expect(await read(id)).toMatchObject({
    state: 'PAUSED',
    pausedUntil: expect.any(String),
    lastError: { code: 'KOMMO_BLOCKED' },
    sync: { state: 'FAILED', error: { code: 'KOMMO_BLOCKED' } },
  });
  const early = await world.graph.execute(owner, START, { input: { connectionId: id } });
  expect(codes(early)).toEqual([]);
  expect(early.data.startSync.userErrors).toEqual([{ code: 'KOMMO_PAUSED' }]);

  // The pause is over, and nobody knows whether the block is: one request finds out, before anybody else asks.
  const ref = { orgId: owner.orgId, connectionId: id };
  await inOrganization(world.deps.source, owner.orgId, async (db) => {
    await db.query(`UPDATE crm.connections SET paused_until = now() - interval '1 second' WHERE id = $1`, [
      id,
    ]);
    await db.query(`UPDATE crm.account_pace SET blocked_until = now() - interval '1 second'`);
  });
  expect(await canAsk(world.runtime, ref)).toBe(false);
  expect((await read(id)).state).toBe('DEGRADED');
  // As a process that has not been refused itself: governors of another rate are others.
  const kommo = { ...world.deps.kommo, requestsPerSecond: 1_999 };
  const later = createRuntime({ ...world.deps, kommo });
  world.kommo.control.clearRequests();
  const { run } = dataOf(await world.graph.execute(owner, START, { input: { connectionId: id } })).startSync;
  await runSync(later, { ...ref, runId: run.id }, 1, new AbortController().signal);
  await later.close();
  expect(world.kommo.control.requests()).toHaveLength(1);
  expect(await canAsk(world.runtime, ref)).toBe(false);
  expect((await read(id)).state).toBe('PAUSED');
  expect((await read(id)).pausedUntil > new Date().toISOString()).toBe(true);

  // Whoever was blocked, and by whatever it asked: no process asks for the account, of whichever organisation.
  const other = createRuntime({ ...world.deps, kommo: { ...world.deps.kommo, requestsPerSecond: 1_998 } });
  const asking = clientOf(other, ref).get('/account', {}, { lane: 'interactive' });
  await expect(asking).rejects.toMatchObject({ kind: 'rate_limited' });
  await other.close();
  expect(world.kommo.control.requests()).toHaveLength(1);

  world.kommo.control.block('acme-demo', { blocked: false });
  expect(await world.connect(owner)).toBe(id);
  await world.sync(owner, id);
  expect(await read(id)).toEqual({
    state: 'ACTIVE',
    pausedUntil: null,
    lastError: null,
    sync: { state: 'SUCCEEDED', error: null },
  });
  expect(await canAsk(world.runtime, ref)).toBe(true);
});
