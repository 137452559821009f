import { setTimeout as sleep } from 'node:timers/promises';
import { createJobs, QueueUnavailable, type JobQueue, type Jobs } from '../../../../service-kit/jobs/queue';
import { silentLogger, type Logger } from '../../../../service-kit/process/logger';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { startRedis, type Redis } from '../../../../testkit/redis';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

/*
 * A caller waits for the queue at most twice, each time for less than a second (ANSWER_MS): the questions are counted, no clock
 * decides.
 */

let redis: Redis;
let asked: string[] = [];
const told: string[] = [];
const log = Object.assign(Object.create(silentLogger()) as Logger, {
  warn: (_facts: object, message: string) => void told.push(message),
  info: (_facts: object, message: string) => void told.push(message),
});

/** Real jobs; every question to a queue is noted. */
function countedJobs(): Jobs {
  const jobs = createJobs({ redisUrl: redis.url }, log);
  const counted = <P>(queue: JobQueue<P>): JobQueue<P> => ({
    enqueue: (...args) => (asked.push('enqueue'), queue.enqueue(...args)),
    depth: () => (asked.push('depth'), queue.depth()),
    isPending: (id) => (asked.push('isPending'), queue.isPending(id)),
    consumers: () => (asked.push('consumers'), queue.consumers()),
    close: () => queue.close(),
  });
  return { queue: <P>(name: string) => counted(jobs.queue<P>(name)), worker: jobs.worker };
}

beforeAll(async () => {
  redis = await startRedis();
});
const world = useCrm({ contacts: 1, leads: 1, companies: 1 }, {}, countedJobs);
afterAll(() => redis.stop());

const START = `mutation($input: StartSyncInput!) {
  startSync(input: $input) { run { id state } connection { queueDepth } userErrors { code } } }`;

it('startSync answers what will happen after two questions at most, it is told once, and the job is added afterwards', async () => {
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  const { port } = new URL(redis.url);
  await redis.stop();
  const answers = [];
  for (let times = 1; times <= 2; times += 1) {
    asked = [];
    const answer = await world.graph.execute(owner, START, { input: { connectionId } });
    answers.push(dataOf(answer).startSync);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(asked).toContain('enqueue');
  }
  expect(answers[0]).toEqual({
    run: { id: expect.any(String), state: 'QUEUED' },
    connection: { queueDepth: 1 },
    userErrors: [],
  });
  expect(answers[1]).toEqual(answers[0]);
  await expect(world.runtime.syncQueue.depth()).rejects.toBeInstanceOf(QueueUnavailable);
  expect(told.filter((line) => /does not answer/.test(line))).toHaveLength(1);

  redis = await startRedis(Number(port));
  const depth = () => world.runtime.syncQueue.depth().catch(() => 0);
  while ((await depth()) === 0) await sleep(20);
  while (!told.some((line) => /answers again/.test(line))) await sleep(20);
  expect(told).toHaveLength(2);
});

it('an account is connected while the queue is away, and its synchronisation begins when it is back', async () => {
  const owner = viewerWith('owner');
  const { port } = new URL(redis.url);
  await redis.stop();
  const connectionId = await world.connect(owner, 'globex-demo');
  redis = await startRedis(Number(port));
  const isPlanned = (): Promise<boolean> =>
    world.runtime.pollQueue
      .depth()
      .then((depth) => depth > 0)
      .catch(() => false);
  while (!(await isPlanned())) await sleep(20);
  const { crmConnection } = dataOf(
    await world.graph.execute(
      owner,
      'query($id: ID!) { crmConnection(id: $id) { state sync { state } queueDepth } }',
      {
        id: connectionId,
      },
    ),
  );
  expect(crmConnection).toEqual({ state: 'ACTIVE', sync: { state: 'QUEUED' }, queueDepth: 1 });
});
