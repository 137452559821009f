import { createJobs, type Jobs } from '../../../service-kit/jobs/queue';
import { inOrganization } from '../../../service-kit/postgres/database';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { dataOf } from '../../../testkit/subgraph';
import { viewerWith } from '../../../testkit/tokens';
import { runPoll } from './sync-runs/polling';
import { expectWholeCopy } from '../../../testkit/crm/copy-check';
import { useCrm } from '../../../testkit/crm/crm-world';
import { startCrmWorkers } from './workers';

const world = useCrm({ contacts: 700, leads: 300, companies: 20 });
/** Real jobs on PostgreSQL, beside the idle ones the subgraph itself is given here. */
let jobs: Jobs;

beforeAll(async () => {
  jobs = createJobs({ postgresUrl: await world.graph.parts.database.urlFor('jobs') }, world.deps.log);
});

const RUN = 'query($id: ID!) { crmConnection(id: $id) { sync { state rowsDone } } }';
const runOf = async (owner: Viewer, id: string) =>
  dataOf(await world.graph.execute(owner, RUN, { id })).crmConnection.sync;

async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 240_000; Date.now() < end;) {
    if (await done()) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error('It did not happen in time.');
}

it('takes up at start what an earlier process left, and finishes it once with three workers', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const deps = { ...world.deps, jobs };
  const workers = await Promise.all([1, 2, 3].map(() => startCrmWorkers(deps)));
  try {
    await until(async () => (await runOf(owner, id)).state === 'SUCCEEDED');
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
  await expectWholeCopy(world, owner.orgId);
});

it('hands a synchronisation back when it stops, and the next worker goes on at once', async () => {
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const kommo = { ...world.deps.kommo, requestsPerSecond: 5 };
  const first = await startCrmWorkers({ ...world.deps, kommo, jobs });
  await until(async () => (await runOf(owner, id)).rowsDone > 0);
  await first.close();
  // It did not wait for the end: that takes seconds at 5 requests a second.
  expect((await runOf(owner, id)).state).toBe('RUNNING');
  const second = await startCrmWorkers({ ...world.deps, jobs });
  try {
    await until(async () => (await runOf(owner, id)).state === 'SUCCEEDED');
  } finally {
    await second.close();
  }
  await expectWholeCopy(world, owner.orgId);
});

describe('the schedule', () => {
  const scheduled = (id: string) =>
    world.jobs.enqueued.filter((job) => job.queue === 'crm-poll' && job.id.startsWith(id));
  const runtimeEvery = (pollIntervalMs: number) => ({
    ...world.runtime,
    settings: { ...world.runtime.settings, pollIntervalMs },
  });

  it('starts a synchronisation and plans the next one, once per interval', async () => {
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    await world.sync(owner, id);
    const runtime = runtimeEvery(60_000);
    const slot = Math.floor(Date.now() / 60_000) + 1; // no minute ends in between
    const ref = { orgId: owner.orgId, connectionId: id };
    await Promise.all([runPoll(runtime, { ...ref, slot }), runPoll(runtime, { ...ref, slot })]);
    expect((await runOf(owner, id)).state).toBe('QUEUED');
    const [next, ...more] = scheduled(id);
    expect(more).toEqual([]);
    expect(next?.delayMs).toBeGreaterThan(0);
    expect(next?.delayMs).toBeLessThanOrEqual(180_000);
  });

  it('ends with the connection, and is left out where it is turned off', async () => {
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    await world.sync(owner, id);
    const ref = { orgId: owner.orgId, connectionId: id };
    await runPoll(runtimeEvery(0), { ...ref, slot: 1 });
    expect(scheduled(id)).toEqual([]);
    await inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(`UPDATE crm.connections SET state = 'NEEDS_RECONNECT'`),
    );
    await runPoll(runtimeEvery(60_000), { ...ref, slot: 1 });
    expect(scheduled(id)).toEqual([]);
  });

  it('keeps tokens alive where it is turned off, once a week', async () => {
    const owner = viewerWith('owner');
    const id = await world.connectByOAuth(owner);
    await world.sync(owner, id);
    const ref = { orgId: owner.orgId, connectionId: id };
    const kept = () => world.jobs.enqueued.filter((job) => job.id.startsWith(`keep.${id}`));
    const [first, ...none] = kept();
    expect([first?.payload, none]).toEqual([{ ...ref, slot: expect.any(Number), isKeepAlive: true }, []]);
    const week = 7 * 24 * 3_600_000;
    expect([(first?.delayMs ?? 0) > 0, (first?.delayMs ?? 0) <= 2 * week]).toEqual([true, true]);
    const tokens = async () =>
      (await inOrganization(world.deps.source, owner.orgId, (db) =>
        db.query('SELECT version FROM crm.connection_tokens WHERE org_id = $1', [owner.orgId]),
      )) as { version: number }[];
    const [before] = await tokens();
    await inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(
        `UPDATE crm.connection_tokens SET issued_at = now() - interval '7 days', expires_at = now() - interval '6 days'
          WHERE org_id = $1`,
        [owner.orgId],
      ),
    );
    const slot = Math.floor(Date.now() / week) + 1; // no week ends in between
    await Promise.all([1, 2].map(() => runPoll(runtimeEvery(0), { ...ref, slot, isKeepAlive: true })));
    expect(await tokens()).toEqual([{ version: (before?.version ?? 0) + 1 }]);
    expect((await runOf(owner, id)).state).toBe('SUCCEEDED'); // nothing was fetched
    expect(kept()).toHaveLength(2);
    // Kommo is away: the next week tries again.
    world.kommo.control.faults({ match: { path: '/oauth2/access_token' }, kind: '500', times: 2 });
    await inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(
        `UPDATE crm.connection_tokens SET expires_at = now() - interval '6 days', issued_at = now() - interval '7 days'`,
      ),
    );
    await runPoll(runtimeEvery(0), { ...ref, slot: slot + 1, isKeepAlive: true });
    expect(await tokens()).toEqual([{ version: (before?.version ?? 0) + 1 }]);
    world.kommo.control.clearFaults();
  });

  it('is not decades ahead when its interval has grown', async () => {
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    await world.sync(owner, id);
    await runPoll(runtimeEvery(600_000), {
      orgId: owner.orgId,
      connectionId: id,
      slot: Math.floor(Date.now() / 1_000),
    });
    expect(scheduled(id).map(({ delayMs }) => delayMs < 3 * 600_000)).toEqual([true]);
  });

  it('leaves Kommo alone while it is paused, and comes back', async () => {
    const owner = viewerWith('owner');
    const id = await world.connect(owner);
    await world.sync(owner, id);
    await inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(`UPDATE crm.connections SET state = 'DEGRADED', paused_until = now() + interval '5 minutes'`),
    );
    await runPoll(runtimeEvery(60_000), { orgId: owner.orgId, connectionId: id, slot: 1 });
    expect((await runOf(owner, id)).state).toBe('SUCCEEDED');
    expect(scheduled(id)).toHaveLength(1);
  });
});
