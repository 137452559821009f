import { Writable } from 'node:stream';
import { pino } from 'pino';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { startTwoLanes, TEXTS, type TwoLanes } from '../../../testkit/two-lanes';
import type { GatewayOptions } from '../gateway-options';
import { loadSupergraph } from '../supergraph/supergraph';

/* Gateways that are set otherwise, or change: what the lane of known documents knows never outlives the rules it was found valid by. */

const open: TwoLanes[] = [];
afterEach(() => Promise.all(open.splice(0).map((lanes) => lanes.close())));

async function start(options: Partial<GatewayOptions>) {
  const lanes = await startTwoLanes(options);
  open.push(lanes);
  const ask = async (query: string) => {
    const before = await lanes.taken();
    const { status } = await lanes.both({ headers: lanes.asOwner(), body: { query } });
    return { status, taken: (await lanes.taken()) - before };
  };
  return { lanes, ask };
}

const INTROSPECTION = '{ __schema { types { name } } }';

describe.each(['log', 'enforce'] as const)('in the mode "%s"', (mode) => {
  it('what is not listed never goes by the lane of known documents; what is listed does', async () => {
    const lines: string[] = [];
    const into = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = pino({ level: 'warn' }, into);
    const { lanes, ask } = await start({ persisted: { mode, clients: '' }, log });
    const status = mode === 'log' ? 200 : 403;
    for (const query of ['{ status caller { userId } }', '{ leads { id } }'])
      for (let times = 0; times < 3; times += 1) expect(await ask(query)).toEqual({ status, taken: 0 });
    expect(await ask(TEXTS.status)).toEqual({ status: 200, taken: 1 });
    const outcome = mode === 'log' ? 'unlisted' : 'refused';
    expect(await lanes.sameMetric('graphql_persisted_operations_total', new RegExp(`"${outcome}"`))).toEqual([
      `graphql_persisted_operations_total{outcome="${outcome}",client="anonymous"} 6`,
    ]);
    // Each document once, by each of the two gateways.
    const noted = lines.filter((line) => line.includes('operation is not listed'));
    expect(noted).toHaveLength(mode === 'log' ? 4 : 0);
  });
});

it('introspection that is switched off is refused each time, and never known', async () => {
  const { ask } = await start({ introspection: false });
  for (const query of [INTROSPECTION, TEXTS.schema])
    for (let times = 0; times < 3; times += 1) expect(await ask(query)).toEqual({ status: 400, taken: 0 });
  await ask('{ __typename }');
  expect(await ask('{ __typename }')).toEqual({ status: 200, taken: 1 });
});

it('in production both lanes have the same headers, and tell as little', async () => {
  const { lanes, ask } = await start({ environment: 'production' });
  for (const query of [
    TEXTS.status,
    INTROSPECTION,
    '{ statuss }',
    '{ explode }',
    TEXTS.explode,
    '{ explode }',
  ])
    await ask(query);
  const { headers } = await lanes.both({ headers: lanes.asOwner(), body: { id: 'status' } });
  expect(headers.map(([name]) => name)).toContain('strict-transport-security');
});

it('a new supergraph has known documents found valid, or invalid, anew', async () => {
  const { lanes, ask } = await start({});
  const first = tinySupergraph();
  const second = first.replace(/\n.*big\(bytes: Int!\).*/, '');
  const serve = async (sdl: string) => {
    for (const { reload } of [lanes.tiny.gateway, lanes.apolloLane])
      expect(await reload(() => loadSupergraph(sdl, 'changed'))).toBe('reloaded');
  };
  const big = '{ big(bytes: 1) }';
  const small = '{ caller { userId } }';
  for (const query of [big, small])
    for (const taken of [0, 1]) expect(await ask(query)).toEqual({ status: 200, taken });

  await serve(second);
  for (const query of [big, TEXTS.big])
    for (let times = 0; times < 3; times += 1) expect(await ask(query)).toEqual({ status: 400, taken: 0 });
  for (const taken of [0, 1]) expect(await ask(small)).toEqual({ status: 200, taken });

  await serve(first);
  for (const taken of [0, 1]) expect(await ask(big)).toEqual({ status: 200, taken });
  expect(await ask(TEXTS.big)).toEqual({ status: 200, taken: 1 });
});
