import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { answersWell, startFaultySubgraph, type FaultySubgraph } from '../../../testkit/faulty-subgraph';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { loadSupergraph } from '../supergraph/supergraph';
import { followSupergraph, type FollowedSupergraph } from './file-watch';

const FIRST = tinySupergraph();
/** Without a field that nothing else needs. */
const SECOND = FIRST.replace(/\n.*big\(bytes: Int!\).*/, '');
const asks = (tiny: TinyGateway, query = '{ big(bytes: 1) }') => tiny.ask(query);

describe('a supergraph that changes in its file', () => {
  let folder: string;
  let path: string;
  let tiny: TinyGateway;
  let followed: FollowedSupergraph;
  const lines: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cashcraft-reload-'));
    path = join(folder, 'supergraph.graphql');
    writeFileSync(path, FIRST);
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    tiny = await startTinyGateway('in-process', { log });
    followed = followSupergraph(tiny.gateway, { path, unmarked: 'deny', everyMs: 30 });
    await followed.begun;
  });
  afterAll(async () => {
    followed.close();
    await tiny.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    lines.length = 0;
  });

  const metric = async (name: string) => {
    const { body } = await tiny.gateway.app.inject('/metrics');
    return Number(
      body
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1] ?? 0,
    );
  };
  const reloaded = () => metric('supergraph_reload_total{outcome="reloaded"}');
  const failed = () => metric('supergraph_reload_total{outcome="failed"}');
  const write = async (text: string, count: () => Promise<number>) => {
    const before = await count();
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    const giveUpAt = Date.now() + 90_000;
    while ((await count()) === before && Date.now() < giveUpAt) await sleep(20);
  };

  it('is served without a restart', async () => {
    expect((await asks(tiny)).errors).toEqual([]);
    await write(SECOND, reloaded);
    expect(codes(await asks(tiny))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await asks(tiny, '{ status }')).data).toEqual({ status: 'fine' });
    await write(FIRST, reloaded);
    expect((await asks(tiny)).errors).toEqual([]);
  });

  it.each([
    ['empty', () => '', /is empty/],
    ['cut off', () => FIRST.slice(0, FIRST.length / 2), /is not complete GraphQL/],
    [
      'a subgraph that was not composed',
      () => 'type Query { status: String }',
      /is not a Federation 2 supergraph/,
    ],
    ['a graph with a field that nobody protects', () => FIRST.replace(/ @public\n/, '\n'), /no auth marker/],
    [
      'a graph that can not be built',
      () => FIRST.replace('caller: Caller!', 'caller: Nobody!'),
      /can't be built/,
    ],
    [
      'a graph with an address that is none',
      () => FIRST.replace('name: "crm", url: "http', 'name: "crm2", url: "ftp'),
      /is not an http/,
    ],
  ])(
    'is refused when it is %s: the former one is served, the log says why, and nothing is less ready',
    async (_what, text, why) => {
      const hash = (await tiny.gateway.app.inject('/health')).json<{ supergraph: { hash: string } }>()
        .supergraph.hash;
      await write(text(), failed);
      expect(
        lines.map((line) => JSON.parse(line) as { level: number; err: { message: string } }),
      ).toMatchObject([
        {
          level: 50,
          msg: expect.stringContaining('not reloaded'),
          err: { message: expect.stringMatching(why) },
        },
      ]);
      expect((await asks(tiny)).errors).toEqual([]);
      expect(await metric('supergraph_last_reload_success')).toBe(0);
      expect(await metric(`supergraph_info{hash="${hash}"}`)).toBe(1);
      expect((await tiny.gateway.app.inject('/health/ready')).statusCode).toBe(200);
      const health = (await tiny.gateway.app.inject('/health')).json<object>();
      expect(health).toMatchObject({ status: 'ok', supergraph: { hash, isCurrent: false } });
      await write(FIRST, () => metric('supergraph_last_reload_success'));
      expect(await metric('supergraph_last_reload_success')).toBe(1);
    },
  );

  it('can be read again at any time, and changes nothing when it is the same', async () => {
    expect(await followed.reload()).toBe('unchanged');
    expect((await asks(tiny)).errors).toEqual([]);
  });
});

describe('the subgraphs of a supergraph that changes', () => {
  let here: FaultySubgraph;
  let there: FaultySubgraph;
  let tiny: TinyGateway;
  const urls = (crm: string) => ({ crm, estimates: 'http://estimates.invalid' });
  const reload = (sdl: string) => tiny.gateway.reload(() => loadSupergraph(sdl, 'next'));
  const echo = () => tiny.ask('{ echo(amount: "1") }');

  beforeEach(async () => {
    [here, there] = [await startFaultySubgraph(), await startFaultySubgraph()];
    const supergraph = loadSupergraph(tinySupergraph(urls(here.url)), 'first');
    // crm has no transport of its own: it is reached at its address in the supergraph.
    tiny = await startTinyGateway('in-process', { supergraph, transports: { crm: undefined as never } });
  });
  afterEach(async () => {
    await tiny.close();
    await Promise.all([here.close(), there.close()]);
  });

  it('keep their connections when they stay where they are', async () => {
    await echo();
    expect(await reload(`${tinySupergraph(urls(here.url))}\n# again`)).toBe('reloaded');
    expect((await echo()).data).toEqual({ echo: '1' });
    expect(here.connections).toBe(1);
  });

  it('keep what their circuit breakers know', async () => {
    await here.goDown();
    for (let i = 0; i < 12; i += 1) await echo();
    expect(await reload(`${tinySupergraph(urls(here.url))}\n# again`)).toBe('reloaded');
    const health = (await tiny.gateway.app.inject('/health')).json<{ circuitBreakers: object }>();
    expect(health.circuitBreakers).toEqual({ crm: 'open' });
  });

  it('are asked at their new address when they moved, with a breaker that knows nothing of the old one', async () => {
    await here.goDown();
    for (let i = 0; i < 12; i += 1) await echo();
    expect(await reload(tinySupergraph(urls(there.url)))).toBe('reloaded');
    expect((await echo()).data).toEqual({ echo: '1' });
    expect(there.requests).toBe(1);
  });

  it('may go and come back', async () => {
    expect(await reload(tinySupergraph({ crm: here.url }))).toBe('reloaded');
    expect(codes(await tiny.ask('{ status }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await echo()).data).toEqual({ echo: '1' });
    expect(await reload(tinySupergraph(urls(here.url)))).toBe('reloaded');
    expect((await tiny.ask('{ status echo(amount: "1") }')).data).toEqual({ status: 'fine', echo: '1' });
    expect(here.connections).toBe(1);
  });

  it('answer what was asked of them at the old address before', async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      here.behave = (response, request) => {
        answer = () => answersWell(response, request);
        resolve();
      };
    });
    const echoed = echo();
    await asked;
    await reload(tinySupergraph(urls(there.url)));
    answer();
    expect((await echoed).data).toEqual({ echo: '1' });
  });
});
