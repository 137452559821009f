import { execFileSync } from 'node:child_process';
import { get } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../../testkit/child-processes';
import { startLoad } from '../../testkit/load';
import { runMainFile, type Started } from '../../testkit/npm-start';
import { freePort } from '../../testkit/ports';
import { tinySupergraph } from '../../testkit/tiny-graph';

/* `WORKERS=2`: two gateways and a spare behind one port, replaced one after the other while people ask, and when one is killed. */

const QUERY = '{ __schema { queryType { name } } }';
let folder: string;
let gateway: Started;
let url: string;
let operations: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cashcraft-workers-'));
  const path = join(folder, 'supergraph.graphql');
  writeFileSync(path, tinySupergraph());
  const [port, metricsPort] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  operations = `http://127.0.0.1:${metricsPort}`;
  gateway = runMainFile('main/gateway', {
    SUPERGRAPH_PATH: path,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    REDIS_URL: process.env['TEST_REDIS_URL'] ?? '',
    WORKERS: '2',
    LOG_FORMAT: 'json',
  });
  await gateway.says(/"workers":2,.*"msg":"gateway listens"/);
});
afterAll(async () => {
  gateway.child.kill('SIGTERM');
  await gateway.ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The workers' process ids. */
const workers = (): number[] => childrenOf(gateway.child.pid ?? 0).filter(isNode);
const isNode = (pid: number): boolean => {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).includes(
      'main/gateway',
    );
  } catch {
    return false; // gone
  }
};
const health = async () =>
  (await (await fetch(`${operations}/health`)).json()) as {
    status: string;
    checks: { workers: { status: string; running?: number; spare?: boolean } };
  };
/** Answers counted by all workers, those that have ended among them. */
async function counted(): Promise<number> {
  const text = await (await fetch(`${operations}/metrics`)).text();
  const line = /^http_requests_total\{method="POST",route="\/graphql",status="200"\} (\d+)$/m.exec(text);
  return Number(line?.[1]);
}
/** Waits until as many are counted: a worker that is busy tells later. @returns how many are */
async function untilCounted(wanted: number): Promise<number> {
  for (;;) {
    const now = await counted();
    if (now >= wanted) return now;
    await sleep(50);
  }
}
/** Both listen, and a third waits. */
async function untilWell(): Promise<void> {
  while (!(await health()).checks.workers.spare || workers().length !== 3) await sleep(50);
}

it('serves by two workers, and tells of both at one port while a third waits', async () => {
  await untilWell();
  expect(await health()).toMatchObject({ status: 'ok', checks: { workers: { running: 2 } } });
  const load = startLoad(`${url}/graphql`, QUERY, 5);
  while (load.shots.length < 100) await sleep(20);
  const shots = await load.stop();
  expect(await untilCounted(shots.length)).toBe(shots.length);
});

it('fails no request while all workers are replaced, and forgets none in its metrics', async () => {
  const before = workers();
  const countedBefore = await counted();
  const load = startLoad(`${url}/graphql`, QUERY, 10);
  while (load.shots.length < 20) await sleep(20);
  gateway.child.kill('SIGHUP');
  await gateway.says('all workers were replaced');
  const shots = await load.stop();
  expect(shots.filter(({ status }) => status !== 200)).toEqual([]);
  const all = countedBefore + shots.length;
  expect(await untilCounted(all)).toBe(all);
  await untilWell();
  expect(workers().filter((pid) => before.includes(pid))).toEqual([]);
});

/** A connection of its own. @returns what became of it: a status, else an error's code */
const askOnce = (): Promise<string> =>
  new Promise((resolve) => {
    const request = get(`${url}/health/live`, { agent: false }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

it('puts another in the place of a worker that was killed, while the other serves; nobody waits for the dead one', async () => {
  const countedBefore = await counted();
  const [victim = 0, , spare = 0] = workers(); // in the order of their starts
  process.kill(victim, 'SIGSTOP'); // it takes nothing from now on, and one of these is handed to it
  let settled = 0;
  const asked = [1, 2, 3].map(() => askOnce().finally(() => (settled += 1)));
  while (settled < 2) await sleep(10);
  process.kill(victim, 'SIGKILL');
  expect((await Promise.all(asked)).toSorted()).toEqual(['200', '200', 'ECONNRESET']);
  await gateway.says('another takes its place');
  expect(await untilCounted(countedBefore)).toBeGreaterThanOrEqual(countedBefore); // what it counted stays counted
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  expect(answer.status).toBe(200);
  await untilWell();
  await gateway.says(new RegExp(`"worker":${spare},.*"msg":"the new worker listens"`));
  expect(workers()).not.toContain(victim);
});

it('ends with all workers, and leaves none', async () => {
  const all = workers();
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
  expect(all.filter(isNode)).toEqual([]);
});
