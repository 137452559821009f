import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { QUEUES } from '../../main/service-checks';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { startLoad } from '../../testkit/chaos/oracle';
import { askSql } from '../../testkit/chaos/world';
import { must, post } from '../../testkit/client';
import { connectCompany, openCompany, type Company } from '../../testkit/company';
import { useProduct, type Part } from '../../testkit/product';
import { startRedis, type Redis } from '../../testkit/redis';

/*
 * What an operator sees when one part after the other is killed, and what a caller is told while Redis is away. Nothing here is
 * decided by a clock: what is to be seen is waited for.
 */

let redis: Redis;
beforeAll(async () => {
  redis = await startRedis();
});
const product = useProduct('separate processes', { redisUrl: () => redis.url });
let identity: DataSource;
let company: Company;
let connectionId: string;

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
  connectionId = await connectCompany(product, company, 'acme-demo');
});
beforeEach(() => company.renew()); // on a busy machine all of this takes longer than a token lives
afterAll(async () => {
  await identity?.destroy();
  await redis.stop();
});

interface Health {
  status: string;
  checks: Record<string, { status: string; queues?: Record<string, { consumers: number; jobs: number }> }>;
}
async function read(url: string): Promise<{ code: number; health: Health }> {
  const response = await fetch(url);
  return { code: response.status, health: (await response.json()) as Health };
}
const ready = () => read(`${product.url}/health/ready`);
const failed = ({ health }: { health: Health }) =>
  // How busy the machine is, is not what is tried here.
  Object.keys(health.checks).filter(
    (name) => name !== 'event-loop' && health.checks[name]?.status === 'failed',
  );

/** Waits until exactly these have failed. @returns what was answered then */
async function untilFailed(...parts: string[]): Promise<{ code: number; status: string }> {
  for (;;) {
    const seen = await ready();
    if (String(failed(seen).sort()) === String(parts.sort()))
      return { code: seen.code, status: seen.health.status };
    await sleep(100);
  }
}

it('tells of each subgraph, Redis and the queues', async () => {
  expect(await untilFailed()).toEqual({ code: 200, status: 'ok' });
  const { health } = await read(`${product.url}/health`);
  expect(Object.keys(health.checks).sort()).toEqual(
    [
      'crm',
      'estimates',
      'identity',
      'jobs',
      'redis',
      'disk',
      'memory',
      'descriptors',
      'event-loop',
      'pools',
      'migrations',
    ].sort(),
  );
  expect(health.checks).toMatchObject({
    disk: { freeMb: expect.any(Number) },
    memory: { heapMb: expect.any(Number) },
  });
  const { queues } = health.checks['jobs'] ?? {};
  expect(Object.keys(queues ?? {}).sort()).toEqual(QUEUES.toSorted());
  for (const { consumers } of Object.values(queues ?? {})) expect(consumers).toBe(1);
});

it('is told by each process itself, with metrics, on its own port', async () => {
  for (const url of [...Object.values(product.subgraphUrls), product.workerUrl]) {
    const { code, health } = await read(`${url}/health`);
    expect([url, code, health.status]).toEqual([url, 200, 'ok']);
    expect(Object.keys(health.checks)).toEqual(
      expect.arrayContaining(['disk', 'memory', 'descriptors', 'event-loop', 'pools', 'migrations']),
    );
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
  }
});

it.each<[Part, string]>([
  ['worker', 'jobs'],
  ['identity', 'identity'],
  ['crm', 'crm'],
  ['estimates', 'estimates'],
])(
  'is degraded and still ready while %s is dead, and well again when it is back',
  async (part, check) => {
    await product.kill(part);
    expect(await untilFailed(check)).toEqual({ code: 200, status: 'degraded' });
    product.restart(part);
    expect(await untilFailed()).toEqual({ code: 200, status: 'ok' });
  },
  300_000,
);

it('is degraded while the worker is frozen, whose connections stay', async () => {
  product.freeze('worker');
  try {
    expect(await untilFailed('jobs')).toEqual({ code: 200, status: 'degraded' });
  } finally {
    product.thaw('worker');
  }
  expect(await untilFailed()).toEqual({ code: 200, status: 'ok' });
});

it('keeps every write that was acknowledged, once, while estimates is killed under load (the short form of npm run chaos)', async () => {
  const load = await startLoad(
    {
      url: product.url,
      organizations: [company],
      sql: (text, values) => askSql(product.database.url, text, values),
      settled: async () => void (await untilFailed()),
    },
    2,
    new Map(),
  );
  await untilWritten(5);
  await product.crash('estimates');
  await untilFailed();
  await untilWritten(5);
  const { counts, faults } = await load.judge();
  expect(faults).toEqual([]);
  expect(counts.ok).toBeGreaterThanOrEqual(10);
});

/** Waits until so many more projects are there. */
async function untilWritten(more: number): Promise<void> {
  const count = async () =>
    (
      await askSql<{ n: number }>(product.database.url, 'SELECT count(*)::int AS n FROM estimates.projects')
    )[0]?.n ?? 0;
  for (const before = await count(); (await count()) < before + more;) await sleep(50);
}

it('is not ready when no subgraph is left', async () => {
  const parts = ['identity', 'crm', 'estimates'] as const;
  for (const part of parts) await product.kill(part);
  expect(await untilFailed(...parts)).toEqual({ code: 503, status: 'unavailable' });
  for (const part of parts) product.restart(part);
  expect(await untilFailed()).toEqual({ code: 200, status: 'ok' });
});

const ask = (query: string, variables?: Record<string, unknown>) =>
  must(post(`${product.url}/graphql`, company.tokens.owner, query, variables));
const START = `mutation ($input: StartSyncInput!) {
  startSync(input: $input) { connection { sync { state } queueDepth } userErrors { code } }
}`;

it('while Redis is away, startSync answers what is true: it waits, and runs when Redis is back', async () => {
  const { port } = new URL(redis.url);
  await redis.stop();
  expect(await untilFailed('redis', 'jobs')).toEqual({ code: 200, status: 'degraded' });
  const { startSync } = await ask(START, { input: { connectionId, mode: 'FULL' } });
  expect(startSync).toEqual({ connection: { sync: { state: 'QUEUED' }, queueDepth: 1 }, userErrors: [] });
  // Asked again it is the same one.
  expect((await ask(START, { input: { connectionId, mode: 'FULL' } })).startSync).toEqual(startSync);

  redis = await startRedis(Number(port));
  expect(redis.url).toContain(port);
  expect(await untilFailed()).toEqual({ code: 200, status: 'ok' });
  for (;;) {
    const { crmConnection } = await ask('query ($id: ID!) { crmConnection(id: $id) { sync { state } } }', {
      id: connectionId,
    });
    if (crmConnection.sync.state === 'SUCCEEDED') break;
    await sleep(100);
  }
});
