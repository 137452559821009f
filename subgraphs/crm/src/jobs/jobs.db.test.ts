import { z } from 'zod';
import { JOBS } from '../../../../schema/jobs';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { silentLogger } from '../../../../service-kit/process/logger';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import {
  JobFailure,
  running,
  type ActiveJob,
  type JobDefinition,
} from '../../../../service-kit/jobs/job-kind';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import type { SubgraphStream } from '../../../../service-kit/subgraph/subgraph-stream';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

/* Kinds of another subgraph: what crm shows of them it has from the table and the definitions alone. */
const COUNT: JobDefinition<{ to: number; note?: string | undefined }> = {
  kind: 'COUNT_UP',
  subgraph: 'estimates',
  title: 'Counts.',
  input: z.strictObject({ to: z.number().int().min(1).max(10), note: z.string().optional() }),
  permission: 'estimates:write',
  readPermission: 'estimates:read',
  isOpen: true,
  attempts: 1,
};
const CLOSED = { ...COUNT, kind: 'COUNT_COSTS', isOpen: false, isOnce: true, readPermission: 'costs:read' };

const world = useCrm({ contacts: 1, leads: 3, companies: 1 }, {}, undefined, {
  jobKinds: [...JOBS, COUNT, CLOSED],
});

const PLAIN = `id kind state percent note attempt maxAttempts result requestedBy { id } error { code message }
  nextAttemptAt startedAt finishedAt`;
const JOB = `${PLAIN} sync { id state }`;
const payload = (name: string) => `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
  ${name}(input: $input) { job { ${PLAIN} } userErrors { code path message } } }`;
type Name = 'enqueueJob' | 'cancelJob' | 'retryJob';
const ask = (viewer: Viewer, name: Name, input: object) =>
  world.graph.execute(viewer, payload(name), { input });
const change = async (viewer: Viewer, name: Name, input: object) =>
  dataOf(await ask(viewer, name, input))[name];
const enqueue = async (viewer: Viewer, to = 3) =>
  (await change(viewer, 'enqueueJob', { kind: 'COUNT_UP', input: { to } })).job.id as string;
const read = (viewer: Viewer, id: string) =>
  world.graph.execute(viewer, `query ($id: ID!) { job(id: $id) { ${JOB} } }`, { id });
const list = async (viewer: Viewer, filter: object | null = null) =>
  dataOf(
    await world.graph.execute(
      viewer,
      'query ($filter: JobFilter) { jobs(filter: $filter) { totalCount edges { node { id kind } } } }',
      { filter },
    ),
  ).jobs;

type Run = (job: ActiveJob<{ to: number }>) => Promise<unknown>;
function work(orgId: string, run: Run): Promise<boolean> {
  const [runner] = bindRunners([running(COUNT, run)], null);
  const parts = { changes: world.deps.changes, log: silentLogger(), stop: new AbortController().signal };
  return runNextJob(world.graph.parts, runner!, orgId, parts);
}

it('is asked for, runs, and shows progress, result and who asked', async () => {
  const owner = viewerWith('owner');
  const asked = await change(owner, 'enqueueJob', { kind: 'COUNT_UP', input: { to: 3 } });
  expect(asked.userErrors).toEqual([]);
  expect(asked.job).toMatchObject({
    kind: 'COUNT_UP',
    state: 'QUEUED',
    percent: 0,
    attempt: 0,
    maxAttempts: 1,
    requestedBy: { id: owner.userId },
    result: null,
  });
  const { id } = asked.job;
  await work(owner.orgId, async (job) => {
    await job.progress(33.33, 'one of three');
    expect(dataOf(await read(owner, id)).job).toMatchObject({
      state: 'RUNNING',
      percent: 33.3,
      note: 'one of three',
    });
    return { counted: job.input.to };
  });
  expect(dataOf(await read(owner, id)).job).toMatchObject({
    state: 'SUCCEEDED',
    percent: 100,
    attempt: 1,
    result: { counted: 3 },
    error: null,
  });
});

it('refuses bad input with each mistake, an unknown kind, and a closed one', async () => {
  const owner = viewerWith('owner');
  const errors = async (input: object) => (await change(owner, 'enqueueJob', input)).userErrors;
  expect(await errors({ kind: 'COUNT_UP', input: { to: 99, other: 1 } })).toMatchObject([
    { code: 'JOB_INPUT_INVALID', path: ['input', 'to'] },
    { code: 'JOB_INPUT_INVALID', path: ['input'] },
  ]);
  expect(await errors({ kind: 'COUNT_UP' })).toMatchObject([{ path: ['input', 'to'] }]);
  expect(await errors({ kind: 'COUNT_UP', input: [1] })).toMatchObject([{ path: ['input'] }]);
  expect(await errors({ kind: 'COUNT_UP', input: { to: 1, note: 'x'.repeat(70_000) } })).toMatchObject([
    { code: 'TOO_LONG', path: ['input'] },
  ]);
  expect(await errors({ kind: 'NOTHING', input: {} })).toMatchObject([
    { code: 'JOB_KIND_UNKNOWN', path: ['kind'], message: expect.stringContaining('COUNT_UP') },
  ]);
  expect(await errors({ kind: 'COUNT_COSTS', input: { to: 1 } })).toMatchObject([
    { code: 'JOB_KIND_CLOSED' },
  ]);
  expect((await list(owner)).totalCount).toBe(0);
});

it('needs the permission of its kind to ask for it, to stop it and to see it, or to be its author', async () => {
  const owner = viewerWith('owner');
  const colleague = {
    ...viewerWith('viewer', owner.orgId),
    permissions: new Set(['estimates:read', 'crm:read']),
  };
  const nobody = { ...viewerWith('viewer', owner.orgId), permissions: new Set(['crm:read']) };
  const id = await enqueue(owner);
  expect(codes(await ask(colleague, 'enqueueJob', { kind: 'COUNT_UP', input: { to: 1 } }))).toEqual([
    'FORBIDDEN',
  ]);
  expect(codes(await ask(colleague, 'cancelJob', { id }))).toEqual(['FORBIDDEN']);
  expect(dataOf(await read(colleague, id)).job.id).toBe(id);
  for (const viewer of [nobody, viewerWith('owner')]) {
    expect(codes(await read(viewer, id))).toEqual(['NOT_FOUND']);
    expect(codes(await ask(viewer, 'cancelJob', { id }))).toEqual(['NOT_FOUND']);
    expect(codes(await ask(viewer, 'retryJob', { id }))).toEqual(['NOT_FOUND']);
    expect(await list(viewer)).toMatchObject({ totalCount: 0, edges: [] });
  }
  const demoted = { ...owner, permissions: new Set<string>() };
  expect((await list(demoted)).totalCount).toBe(1);
  expect((await change(demoted, 'cancelJob', { id })).job.state).toBe('CANCELLED');
  expect(codes(await ask(demoted, 'retryJob', { id }))).toEqual(['FORBIDDEN']);
});

it('is stopped, begun again, and says why when neither can be', async () => {
  const owner = viewerWith('owner');
  const id = await enqueue(owner);
  expect((await change(owner, 'retryJob', { id })).userErrors).toMatchObject([{ code: 'JOB_NOT_FAILED' }]);
  expect((await change(owner, 'cancelJob', { id })).job.state).toBe('CANCELLED');
  expect((await change(owner, 'cancelJob', { id })).job.state).toBe('CANCELLED'); // it is what was asked for
  expect(await work(owner.orgId, async () => undefined)).toBe(false);
  expect((await change(owner, 'retryJob', { id })).job).toMatchObject({
    id,
    state: 'QUEUED',
    finishedAt: null,
  });
  await work(owner.orgId, async () => {
    throw new JobFailure('TOO_FAR', 'Count less far.');
  });
  expect(dataOf(await read(owner, id)).job).toMatchObject({
    state: 'FAILED',
    error: { code: 'TOO_FAR', message: 'Count less far.' },
  });
  expect(
    (await list(owner, { states: ['FAILED'] })).edges.map((edge: { node: { id: string } }) => edge.node.id),
  ).toEqual([id]);
  const retries = await Promise.all(Array.from({ length: 5 }, () => change(owner, 'retryJob', { id })));
  expect(retries.filter(({ job }) => job !== null)).toHaveLength(1);
  await work(owner.orgId, async () => 'well');
  expect((await change(owner, 'cancelJob', { id })).userErrors).toMatchObject([{ code: 'JOB_ENDED' }]);
  // What its own mutation checks is checked again.
  const { id: once } = await inOrganization(world.graph.parts.source, owner.orgId, (db) =>
    recordJob(db, owner.orgId, owner.userId, CLOSED, { to: 1 }),
  );
  await change(owner, 'cancelJob', { id: once });
  expect((await change(owner, 'retryJob', { id: once })).userErrors).toMatchObject([
    { code: 'JOB_KIND_CLOSED', path: ['id'] },
  ]);
});

it('is asked for once under an Idempotency-Key', async () => {
  const owner = viewerWith('owner');
  const input = { kind: 'COUNT_UP', input: { to: 2 } };
  const key = newId();
  const [one, two] = [
    dataOf(await world.graph.executeUnderKey(key, owner, payload('enqueueJob'), { input })).enqueueJob,
    dataOf(await world.graph.executeUnderKey(key, owner, payload('enqueueJob'), { input })).enqueueJob,
  ];
  expect(two).toEqual(one);
  expect((await list(owner)).totalCount).toBe(1);
});

it('lists by kind, state and author at a constant number of statements', async () => {
  const owner = viewerWith('owner');
  const colleague = viewerWith('manager', owner.orgId);
  for (let n = 0; n < 3; n += 1) await enqueue(owner);
  await enqueue(colleague);
  await inOrganization(world.graph.parts.source, owner.orgId, (db) =>
    recordJob(db, owner.orgId, null, CLOSED, { to: 1 }),
  );
  expect((await list(owner)).totalCount).toBe(5);
  expect((await list(owner, { kinds: ['COUNT_COSTS'] })).totalCount).toBe(1);
  expect((await list(colleague, { mine: true })).totalCount).toBe(1);
  expect((await list(owner, { states: ['RUNNING'] })).totalCount).toBe(0);
  const page = await world.graph.execute(owner, `{ jobs(first: 5) { edges { node { ${JOB} } } } }`);
  const one = await world.graph.execute(owner, `{ jobs(first: 1) { edges { node { ${JOB} } } } }`);
  expect(dataOf(page).jobs.edges).toHaveLength(5);
  expect(page.statements.length).toBe(one.statements.length);
  expect(
    dataOf(await world.graph.execute(owner, '{ jobKinds { kind inputSchema mayEnqueue isOpen } }')).jobKinds,
  ).toEqual(
    expect.arrayContaining([
      {
        kind: 'KOMMO_SYNC',
        inputSchema: expect.objectContaining({ type: 'object' }),
        mayEnqueue: true,
        isOpen: true,
      },
      { kind: 'COUNT_COSTS', inputSchema: expect.anything(), mayEnqueue: false, isOpen: false },
    ]),
  );
});

it('shows progress live until the end', async () => {
  const owner = viewerWith('owner');
  const id = await enqueue(owner);
  const token = world.graph.parts.tokens.sign(owner);
  const stream = (await world.graph.subscribe(
    token,
    'subscription ($id: ID!) { jobProgress(id: $id) { state percent } }',
    { id },
  )) as SubgraphStream;
  const states: string[] = [];
  const seen = (async () => {
    for await (const { data } of stream)
      states.push((data as { jobProgress: { state: string } }).jobProgress.state);
  })();
  await work(owner.orgId, async (job) => void (await job.progress(50)));
  await seen;
  expect(states.at(-1)).toBe('SUCCEEDED');
  const stranger = world.graph.parts.tokens.sign(viewerWith('owner'));
  const refused = await world.graph.subscribe(
    stranger,
    'subscription ($id: ID!) { jobProgress(id: $id) { id } }',
    { id },
  );
  expect(codes(refused as never)).toEqual(['NOT_FOUND']);
});

it('answers a reference of another subgraph', async () => {
  const owner = viewerWith('owner');
  const id = await enqueue(owner);
  const references = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Job { id state } } }';
  const of = [{ __typename: 'Job', id }];
  expect(dataOf(await world.graph.execute(owner, references, { of }))._entities).toEqual([
    { id, state: 'QUEUED' },
  ]);
  expect(dataOf(await world.graph.execute(viewerWith('owner'), references, { of }))._entities).toEqual([
    null,
  ]);
});

describe('a synchronisation', () => {
  it('is a job: shown with its progress, stopped, and begun again', async () => {
    const owner = viewerWith('owner');
    const connectionId = await world.connect(owner);
    const { runId } = await world.sync(owner, connectionId);
    expect(dataOf(await read(owner, runId)).job).toMatchObject({
      kind: 'KOMMO_SYNC',
      state: 'SUCCEEDED',
      percent: 100,
      sync: { id: runId, state: 'SUCCEEDED' },
      finishedAt: expect.any(String),
    });
    const asked = await change(owner, 'enqueueJob', {
      kind: 'KOMMO_SYNC',
      input: { connectionId, mode: 'FULL' },
    });
    expect(asked.job).toMatchObject({ state: 'QUEUED' });
    const again = await change(owner, 'enqueueJob', { kind: 'KOMMO_SYNC', input: { connectionId } });
    expect(again.job.id).toBe(asked.job.id); // a connection has one at a time
    const stopped = await change(owner, 'cancelJob', { id: asked.job.id });
    expect(stopped.job).toMatchObject({ state: 'CANCELLED' });
    expect(dataOf(await read(owner, asked.job.id)).job.sync.state).toBe('CANCELLED');
    const retried = await change(owner, 'retryJob', { id: asked.job.id });
    expect(retried.job).toMatchObject({ state: 'QUEUED' });
    expect(retried.job.id).not.toBe(asked.job.id);
    expect((await list(owner, { kinds: ['KOMMO_SYNC'] })).totalCount).toBe(3);
  });

  it('is refused for a connection of another organisation, or none', async () => {
    const connectionId = await world.connect(viewerWith('owner'));
    for (const id of [connectionId, newId()]) {
      const answer = await ask(viewerWith('owner'), 'enqueueJob', {
        kind: 'KOMMO_SYNC',
        input: { connectionId: id },
      });
      expect(codes(answer)).toEqual(['NOT_FOUND']);
    }
  });
});
