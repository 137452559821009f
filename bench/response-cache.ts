/*
 * What a cached answer costs against an executed one (decision 14): node -r @swc-node/register bench/response-cache.ts
 * The whole product in this process on a PostgreSQL of its own, asked over HTTP; the client's work is in every number alike.
 * REDIS_URL adds answers kept in Redis.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { startEmbeddedPostgres } from '../service-kit/postgres/embedded-postgres/embedded-postgres';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must } from '../testkit/client';
import { openCompany } from '../testkit/company';
import { openProduct } from './whole-product';

const REQUESTS = 600;
const ROUNDS = 3;
const PROJECTS = 20;

const QUERIES = {
  'me + organisation': 'query Me { me { id displayName organization { name } } }',
  '20 projects with author': `query List { projects(first: 20) {
    edges { node { id name description version createdAt updatedAt author { displayName } } } totalCount } }`,
} as const;

type Ask = (query: string) => Promise<string>;

function client(url: string, token: string): Ask {
  const pool = new Pool(url, { connections: 16 });
  return async (query) => {
    const { body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return body.text();
  };
}

interface Numbers {
  p50: number;
  cpu: number;
  perSecond: number;
}

async function measure(ask: Ask, query: string, concurrency: number): Promise<Numbers> {
  for (let count = 0; count < 30; count += 1) await ask(query);
  const times: number[] = [];
  let left = REQUESTS;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        const askedAt = performance.now();
        await ask(query);
        times.push(performance.now() - askedAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    p50: times.sort((a, b) => a - b)[times.length >> 1] ?? 0,
    cpu: (user + system) / REQUESTS,
    perSecond: REQUESTS / seconds,
  };
}

const best = (all: Numbers[]): Numbers => ({
  p50: Math.min(...all.map(({ p50 }) => p50)),
  cpu: Math.min(...all.map(({ cpu }) => cpu)),
  perSecond: Math.max(...all.map(({ perSecond }) => perSecond)),
});

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-cache-'));
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  const redisUrl = process.env['REDIS_URL'];
  const variants: Record<string, Record<string, string>> = {
    off: { RESPONSE_CACHE: 'off' },
    memory: { RESPONSE_CACHE: 'memory' },
    ...(redisUrl ? { redis: { RESPONSE_CACHE: 'redis', REDIS_URL: redisUrl } } : {}),
  };
  const open = [];
  try {
    for (const [name, cache] of Object.entries(variants))
      open.push({ name, ...(await openProduct(postgres.url, folder, cache)) });
    const first = open[0];
    if (!first) return;
    const identity = await connectIdentity(await first.platform.urlFor('identity'));
    const company = await openCompany(first.url, identity);
    await identity.destroy();
    const token = company.tokens.owner;
    const asks = open.map(({ name, url }) => ({ name, ask: client(url, token) }));
    for (let place = 0; place < PROJECTS; place += 1) await addProject(first.url, token, place);
    for (const [label, query] of Object.entries(QUERIES))
      for (const concurrency of [1, 16]) await compare(asks, label, query, concurrency);
  } finally {
    for (const { lifetime } of open) await lifetime.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function addProject(url: string, token: string, place: number): Promise<void> {
  const query = `mutation { createProject(input: { name: "Project ${place}", description: "${'work '.repeat(10)}" }) { userErrors { code } } }`;
  await must(
    client(
      url,
      token,
    )(query).then((text) => ({ ...(JSON.parse(text) as object), text, errors: [] }) as never),
  );
}

/** Rounds are interleaved, and the best of each variant counts: others use this machine too. */
async function compare(
  asks: readonly { name: string; ask: Ask }[],
  label: string,
  query: string,
  concurrency: number,
): Promise<void> {
  const found = new Map<string, Numbers[]>(asks.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { name, ask } of asks) found.get(name)?.push(await measure(ask, query, concurrency));
  for (const [name, all] of found) {
    const { p50, cpu, perSecond } = best(all);
    console.log(
      `${label}, ${concurrency} at once, ${name}: p50 ${p50.toFixed(2)} ms, CPU ${cpu.toFixed(0)} µs, ${perSecond.toFixed(0)}/s`,
    );
  }
}

void main().then(() => process.exit(0));
