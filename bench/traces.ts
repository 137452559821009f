/*
 * What traces cost: `npm run bench:traces [rounds]`. The whole product in this process, with and without its answers' cache, on a
 * PostgreSQL of its own, asked over HTTP by 8 at once. Without traces, with all of them sent to a collector in another process, and with
 * none but failed ones sent, in turns, so that whatever else the machine does falls on all. CPU of this process for a request, in µs: the
 * median of the rounds, the client's work in all alike; the collector's and PostgreSQL's are not counted.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { silentLogger } from '../service-kit/process/logger';
import { startTracing } from '../service-kit/telemetry/otlp';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { openCompany } from '../testkit/company';
import { startTestPostgres } from '../testkit/services';
import { spread } from './statistics';
import { openProduct } from './whole-product';

const ROUNDS = Number(process.argv[2] ?? 15);
const REQUESTS = 200;
const AT_ONCE = 8;

const QUERIES = {
  'me + organisation': 'query Me { me { id displayName organization { name } } }',
  '20 projects with authors': `query List { projects(first: 20) {
    edges { node { id name description version createdAt updatedAt author { displayName } } } totalCount } }`,
} as const;

/** Takes what it is sent, and writes its address. */
const COLLECTOR = `const { createServer } = require('node:http');
const server = createServer((request, response) => { request.resume().on('end', () => response.end('{}')); });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

/** How traces are made: null for not at all, else the share of them that is sent. */
const WAYS: Readonly<Record<string, number | null>> = { none: null, 'all sent': 1, 'only failures sent': 0 };

type Ask = () => Promise<void>;

async function cpuOf(ask: Ask): Promise<number> {
  let left = REQUESTS;
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await ask();
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

async function traced(endpoint: string, ratio: number | null, work: () => Promise<number>): Promise<number> {
  if (ratio === null) return work();
  const resource = { 'service.name': 'bench' };
  const stop = startTracing({ endpoint, headers: {}, ratio, resource, log: silentLogger(), gatherMs: 200 });
  // What is still to be sent belongs to it, too.
  const before = process.cpuUsage();
  await work();
  await stop();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

async function compare(label: string, endpoint: string, ask: Ask): Promise<void> {
  const found = new Map<string, number[]>(Object.keys(WAYS).map((way) => [way, []]));
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [way, ratio] of Object.entries(WAYS)) {
      const cpu = await traced(endpoint, ratio, () => cpuOf(ask));
      if (round >= 0) found.get(way)?.push(cpu);
    }
  }
  const without = spread(found.get('none') ?? []).median;
  for (const [way, values] of found) {
    const { median, min, max } = spread(values);
    const more = way === 'none' ? '' : `, ${(median - without).toFixed(0)} more`;
    console.log(`${label}, ${way}: ${median.toFixed(0)} µs (${min.toFixed(0)}–${max.toFixed(0)})${more}`);
  }
}

function client(url: string, token: string, query: string): Ask {
  const pool = new Pool(url, { connections: AT_ONCE });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query });
  return async () => {
    const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
    const text = await answer.body.text();
    if (!text.startsWith('{"data"')) throw new Error(text);
  };
}

async function main(): Promise<void> {
  const collector = spawn(process.execPath, ['-e', COLLECTOR], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve) =>
    collector.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
  );
  const folder = mkdtempSync(join(tmpdir(), 'bench-traces-'));
  const postgres = await startTestPostgres();
  try {
    for (const cache of ['off', 'memory']) {
      const { url, platform, lifetime } = await openProduct(postgres.url, folder, {
        RATE_LIMIT_POINTS: '1000000000',
        RESPONSE_CACHE: cache,
      });
      const identity = await connectIdentity(await platform.urlFor('identity'));
      const { tokens } = await openCompany(url, identity);
      await identity.destroy();
      for (let place = 0; place < 20; place += 1)
        await client(
          url,
          tokens.owner,
          `mutation { createProject(input: { name: "P${place}" }) { userErrors { code } } }`,
        )();
      for (const [label, query] of Object.entries(QUERIES)) {
        const way = cache === 'off' ? 'executed' : 'from the cache';
        await compare(`${label}, ${way}`, `http://127.0.0.1:${port}`, client(url, tokens.owner, query));
      }
      await lifetime.stop();
    }
  } finally {
    await postgres.stop();
    collector.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
