import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { CrmRuntime, SyncJob } from '../runtime';
import { expectWholeCopy, theirCards } from '../../../../testkit/crm/copy-check';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { runSync } from './run-sync';

const world = useCrm({ contacts: 1_300, leads: 1_100, companies: 300, clock: 'virtual' });

const START = `mutation($input: StartSyncInput!) { startSync(input: $input) { run { id state } } }`;
const RUN = `query($id: ID!) { crmConnection(id: $id) {
  sync { id state phase percent rowsDone rowsTotal rowsPerSecond secondsLeft error { code } } } }`;
const never = new AbortController().signal;

async function waiting(): Promise<{ owner: Viewer; job: SyncJob }> {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const { startSync } = dataOf(await world.graph.execute(owner, START, { input: { connectionId } }));
  return { owner, job: { orgId: owner.orgId, connectionId, runId: startSync.run.id } };
}

const runOf = async (owner: Viewer, job: SyncJob) =>
  dataOf(await world.graph.execute(owner, RUN, { id: job.connectionId })).crmConnection.sync;

/** A runtime whose process dies at its n-th request: nothing after it happens, not even a note. */
function dyingAfter(requests: number): CrmRuntime {
  let left = requests;
  const send: CrmRuntime['http']['send'] = async (request) => {
    left -= 1;
    // A promise that never settles is as near to kill -9 as one process can come.
    return left < 0 ? new Promise(() => undefined) : world.runtime.http.send(request);
  };
  return { ...world.runtime, http: { ...world.runtime.http, send } };
}

/** Carries a run until its process "dies". */
async function carryUntilDeath(job: SyncJob, requests: number): Promise<void> {
  const before = world.kommo.control.requests().length;
  let isOver = false;
  void runSync(dyingAfter(requests), job, 1, never).finally(() => {
    isOver = true;
  });
  while (world.kommo.control.requests().length < before + requests && !isOver) await settle(5);
  expect(isOver).toBe(false);
  await settle(150); // the last page's commit
}

const settle = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const stored = async (orgId: string): Promise<number> => {
  const [row] = (await inOrganization(world.deps.source, orgId, (db) =>
    db.query('SELECT count(*)::integer AS n FROM crm.contacts WHERE org_id = $1', [orgId]),
  )) as { n: number }[];
  return row?.n ?? 0;
};

it.each([2, 9, 17, 19, 22, 25, 29])(
  'goes on where a process that died after %i requests left it',
  async (requests) => {
    const { owner, job } = await waiting();
    await carryUntilDeath(job, requests);
    expect((await runOf(owner, job)).state).toBe('RUNNING');
    const rows = await stored(job.orgId);
    const total = (await theirCards(world, 'contacts')).length;
    world.kommo.control.clearRequests();
    await runSync(world.runtime, job, 2, never);
    const again = world.kommo.control
      .requests({ path: '/api/v4/contacts' })
      .filter((request) => request.query.includes('limit=250'));
    await expectWholeCopy(world, job.orgId);
    expect(await runOf(owner, job)).toMatchObject({ state: 'SUCCEEDED', percent: 100, error: null });
    // Pages stored before are not read again.
    // Pages share a second now and then, and the time ahead of now is looked at as well.
    expect(again.length).toBeLessThanOrEqual(Math.ceil((total - rows) / 250) + 2);
  },
);

it('has every row once after dying again and again', async () => {
  const { owner, job } = await waiting();
  for (const requests of [18, 4, 3, 4, 3, 2]) await carryUntilDeath(job, requests);
  await runSync(world.runtime, job, 1, never);
  await expectWholeCopy(world, job.orgId);
  expect((await runOf(owner, job)).state).toBe('SUCCEEDED');
});

it('copies everything once when two workers carry one run at the same time', async () => {
  const { owner, job } = await waiting();
  await Promise.all([
    runSync(world.runtime, job, 1, never),
    settle(80).then(() => runSync(world.runtime, job, 1, never)),
    settle(200).then(() => runSync(world.runtime, job, 1, never)),
  ]);
  await expectWholeCopy(world, job.orgId);
  expect(await runOf(owner, job)).toMatchObject({ state: 'SUCCEEDED', percent: 100 });
});

it('does nothing when a finished run is delivered again', async () => {
  const { job } = await waiting();
  await runSync(world.runtime, job, 1, never);
  world.kommo.control.clearRequests();
  await runSync(world.runtime, job, 1, never);
  expect(world.kommo.control.requests()).toEqual([]);
});

it('stops at the next page when the process is told to stop, and leaves the run to the next one', async () => {
  const { owner, job } = await waiting();
  const stop = new AbortController();
  const running = runSync(world.runtime, job, 1, stop.signal);
  while ((await stored(job.orgId)) === 0) await settle(5);
  stop.abort(new Error('stopping'));
  await expect(running).rejects.toThrow('stopping');
  expect(await runOf(owner, job)).toMatchObject({ state: 'RUNNING', error: null });
  await runSync(world.runtime, job, 1, never);
  await expectWholeCopy(world, job.orgId);
});

it('shows its progress, which only grows', async () => {
  const { owner, job } = await waiting();
  const seen: { percent: number; rowsDone: number; rowsTotal: number | null; secondsLeft: number | null }[] =
    [];
  let done = false;
  const running = runSync(world.runtime, job, 1, never).then(() => {
    done = true;
  });
  while (!done) seen.push(await runOf(owner, job));
  await running;
  seen.push(await runOf(owner, job));
  for (const [index, run] of seen.entries()) {
    expect(run.percent).toBeGreaterThanOrEqual(seen[index - 1]?.percent ?? 0);
    expect(run.rowsDone).toBeGreaterThanOrEqual(seen[index - 1]?.rowsDone ?? 0);
  }
  const middle = seen.filter((run) => run.percent > 10 && run.percent < 90);
  expect(middle.length).toBeGreaterThan(2);
  expect(middle.some((run) => run.secondsLeft !== null)).toBe(true);
  expect(seen.at(-1)).toMatchObject({ percent: 100, secondsLeft: 0 });
});

it('has one run per connection, however many ask for it', async () => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => world.graph.execute(owner, START, { input: { connectionId } })),
  );
  const ids = new Set(answers.map((answer) => dataOf(answer).startSync.run.id));
  expect(ids.size).toBe(1);
  const jobs = world.jobs.enqueued.filter((job) => job.id.startsWith(connectionId));
  expect(jobs).toHaveLength(1);
});
