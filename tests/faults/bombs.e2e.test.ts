import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { p99, type Shot } from '../../testkit/load';
import type { Tally } from './bomber';
import { BOMBS } from './bombs';

/*
 * 50 bombs a second, of all kinds, and what they cost everybody else. There is one thread: who asks while a bomb is refused
 * waits for as long as that takes. So the gateway's CPU time per bomb decides, counted in normal requests of the same
 * windows: both are slow on a slow machine, and neither counts what a busy neighbour takes. How long people waited is
 * printed with FULL_FAULTS=1, which makes it a minute of bombs, for reading.
 */
const IS_FULL = Boolean(process.env['FULL_FAULTS']);
const WINDOWS = IS_FULL ? 10 : 3;
const WINDOW_MS = IS_FULL ? 6_000 : 2_000;
const PER_SECOND = 50;
/** A bomb is refused in 1 to 3 ms of work, a normal request is answered in about 0.3 ms. What is not bounded takes seconds. */
const MOST_REQUESTS_PER_BOMB = 40;

/** People who ask, read, and ask again. */
const CALLERS = 4;
const THINK_MS = 5;
const QUERY = '{ status echo(amount: "1") }';
const ANSWER = '{"data":{"status":"fine","echo":"1"}}\n';

describe('50 bombs a second', () => {
  const children: ChildProcess[] = [];
  let gateway: ChildProcess;
  let bomber: ChildProcess;
  let pool: Pool;
  let path: string;

  beforeAll(async () => {
    gateway = start('bombed-gateway', []);
    const [url] = (await once(gateway, 'message')) as [string];
    bomber = start('bomber', [url]);
    await once(bomber, 'message');
    const { origin, pathname } = new URL(url);
    path = pathname;
    pool = new Pool(origin, { connections: CALLERS });
    await Promise.all([bombed(3_000), traffic(3_000)]); // code that was never run is slow the first times
  });
  afterAll(async () => {
    await pool?.destroy();
    await Promise.all(children.map(stop));
  });

  function start(file: string, args: string[]): ChildProcess {
    const child = fork(join(__dirname, `${file}.ts`), args, {
      execArgv: ['--max-semi-space-size=64', '-r', '@swc-node/register'], // the first as our npm scripts have it
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    return child;
  }
  async function stop(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Normal traffic for a while. Each caller has one request under way at a time. */
  async function traffic(forMs: number): Promise<Shot[]> {
    const shots: Shot[] = [];
    const end = performance.now() + forMs;
    const call = async () => {
      while (performance.now() < end) {
        const at = performance.now();
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ query: QUERY });
        const answer = await pool.request({ path, method: 'POST', headers, body });
        const text = await answer.body.text();
        shots.push({ at, milliseconds: performance.now() - at, status: answer.statusCode, body: text });
        await sleep(THINK_MS);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, call));
    return shots;
  }

  /** Bombs for a while. */
  async function bombed(forMs: number): Promise<Tally> {
    bomber.send('begin');
    await sleep(forMs);
    const told = once(bomber, 'message');
    bomber.send('end');
    return (await told)[0] as Tally;
  }

  /** The CPU time the gateway has taken so far, in milliseconds. */
  async function cpuMillis(): Promise<number> {
    const told = once(gateway, 'message');
    gateway.send('cpu');
    return (await told)[0] as number;
  }

  it(
    'are each refused clearly, answer nobody else wrongly, and cost no more than a few dozen normal requests',
    async () => {
      const [calm, troubled]: [Shot[], Shot[]] = [[], []];
      const tallies: Tally[] = [];
      const cpu = { calm: 0, troubled: 0 };
      for (let i = 0; i < WINDOWS; i += 1) {
        const start = await cpuMillis();
        calm.push(...(await traffic(WINDOW_MS)));
        const middle = await cpuMillis();
        const [tally, shots] = await Promise.all([bombed(WINDOW_MS), traffic(WINDOW_MS)]);
        tallies.push(tally);
        troubled.push(...shots);
        cpu.calm += middle - start;
        cpu.troubled += (await cpuMillis()) - middle;
      }

      expect(tallies.flatMap(({ wrong }) => wrong)).toEqual([]);
      for (const { what } of BOMBS) {
        expect([what, tallies.every(({ refused }) => (refused[what] ?? 0) > 0)]).toEqual([what, true]);
      }
      const sent = tallies.reduce((sum, tally) => sum + tally.sent, 0);
      expect(sent).toBeGreaterThan(tallies.length * (WINDOW_MS / 1_000) * PER_SECOND * 0.8);
      expect([...calm, ...troubled].filter(({ status, body }) => status !== 200 || body !== ANSWER)).toEqual(
        [],
      );

      const perRequest = cpu.calm / calm.length;
      const perBomb = (cpu.troubled - perRequest * troubled.length) / sent;
      if (IS_FULL) console.log({ perRequest, perBomb, calm: p99(calm), troubled: p99(troubled) });
      expect(perBomb / perRequest).toBeLessThan(MOST_REQUESTS_PER_BOMB);
    },
    60_000 + WINDOWS * WINDOW_MS * 3,
  );
});
