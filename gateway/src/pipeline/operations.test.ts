import { get } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { Registry } from 'prom-client';
import { Pool, request } from 'undici';
import { listen } from '../../../service-kit/http/http';
import { silentLogger } from '../../../service-kit/process/logger';
import { createSubgraphServer } from '../../../service-kit/subgraph/subgraph-server';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import type { HealthCheck } from '../../../service-kit/http/health';
import { subgraphHealthCheck } from '../telemetry/subgraph-health';

/** What a test opened; closed after it, also when it failed. */
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function begin(...parts: Parameters<typeof startTinyGateway>): Promise<TinyGateway> {
  const tiny = await startTinyGateway(...parts);
  opened.push(() => tiny.close());
  return tiny;
}

/** Resolves when a request has reached the gateway. Called before it listens. */
const arrivalAt = (tiny: TinyGateway) =>
  new Promise<void>((resolve) => {
    tiny.gateway.app.addHook('onRequest', async () => resolve());
  });

const start = async (tiny: TinyGateway) =>
  listen(tiny.gateway.app, { name: 'the gateway', host: '127.0.0.1', port: 0, variable: 'PORT' });

describe('health', () => {
  const working: HealthCheck = { name: 'postgres', check: async () => undefined };
  const failing: HealthCheck = {
    name: 'redis',
    check: async () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:6379')),
  };
  async function probe(url: string, healthChecks: HealthCheck[]) {
    const tiny = await begin('in-process', { healthChecks });
    const { statusCode, body } = await tiny.gateway.app.inject({ url });
    return { statusCode, body };
  }

  it('is ready when each part works', async () => {
    const { statusCode, body } = await probe('/health/ready', [working]);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ status: 'ok', checks: { postgres: { status: 'ok' } } });
  });

  it('is not ready when a critical part fails; it names the part, and not why', async () => {
    const { statusCode, body } = await probe('/health/ready', [working, failing]);
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({
      status: 'unavailable',
      checks: { postgres: { status: 'ok' }, redis: { status: 'failed', critical: true } },
    });
    expect(body).not.toMatch(/ECONN|10\.0\.0\.7/);
  });

  it('stays ready, degraded, when a part fails that it can do without', async () => {
    const { statusCode, body } = await probe('/health', [working, { ...failing, critical: false }]);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ status: 'degraded', uptimeSeconds: expect.any(Number) });
  });

  it('counts a check that hangs as failed', async () => {
    const hanging: HealthCheck = { name: 'disk', check: () => new Promise(() => undefined) };
    const { statusCode } = await probe('/health/ready', [hanging]);
    expect(statusCode).toBe(503);
  });

  it('lives and answers pings whatever its parts do', async () => {
    expect(await probe('/health/live', [failing])).toMatchObject({ statusCode: 200 });
    expect(await probe('/ping', [failing])).toEqual({ statusCode: 200, body: 'pong' });
  });

  it('examines its parts once for probes that come together', async () => {
    let examined = 0;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const check = async () => {
      examined += 1;
      await ended;
    };
    const tiny = await begin('in-process', { healthChecks: [{ name: 'postgres', check }] });
    const asked = Array.from({ length: 20 }, () => tiny.gateway.app.inject({ url: '/health/ready' }));
    await sleep(50); // all have come
    end();
    await Promise.all(asked);
    expect(examined).toBe(1);
  });
});

describe('the check of a subgraph that runs by itself', () => {
  it('passes while it is ready, and fails when it is not or is gone', async () => {
    const tiny = await begin('in-process');
    let isReady = true;
    const ready = async () => {
      if (!isReady) throw new Error('no database');
    };
    const server = await createSubgraphServer({ ...tiny.graph.crm, ready }, silentLogger());
    opened.push(() => server.close());
    const { check } = subgraphHealthCheck('crm', `${await server.listen({ port: 0 })}/graphql`);
    await check();
    isReady = false;
    await expect(check()).rejects.toThrow('crm answers 503');
    await server.close();
    await expect(check()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('metrics', () => {
  it('tell requests, operations, errors and subgraph fetches', async () => {
    const tiny = await begin('in-process');
    await tiny.ask('query Hello { status }');
    await tiny.ask('query Hello { status explode }');
    await tiny.ask('{ nothing }');
    await tiny.ask('{ echo(amount: "x") }');
    await tiny.gateway.app.inject({ url: '/some/path/of/a/scanner' });
    const answer = await tiny.gateway.app.inject({ url: '/metrics' });
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    for (const line of [
      'http_requests_total{method="POST",route="/graphql",status="200"} 3',
      'http_requests_total{method="POST",route="/graphql",status="400"} 1',
      'http_requests_total{method="GET",route="none",status="404"} 1',
      'graphql_operations_total{operation="Hello",type="query",outcome="ok"} 1',
      'graphql_operations_total{operation="Hello",type="query",outcome="partial"} 1',
      'graphql_operations_total{operation="refused",type="none",outcome="failed"} 1',
      'graphql_operations_total{operation="anonymous",type="query",outcome="partial"} 1',
      'graphql_errors_total{code="INTERNAL_SERVER_ERROR"} 1',
      'graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1',
      'graphql_errors_total{code="BAD_USER_INPUT"} 1', // a literal that its scalar refuses
      'subgraph_fetches_total{subgraph="estimates",outcome="ok"} 2',
      'subgraph_fetches_total{subgraph="crm",outcome="errors"} 2',
      'graphql_operation_duration_seconds_count{operation="Hello"} 2',
    ]) {
      expect(answer.body).toContain(`${line}\n`);
    }
    expect(answer.body).toContain('process_resident_memory_bytes');
    expect(answer.body).not.toContain('scanner');
  });

  it('stay bounded, however many names clients think of', async () => {
    const registry = new Registry();
    const tiny = await begin('in-process', { metrics: registry });
    for (let i = 0; i < 30; i += 1) await tiny.ask(`query Anybody${i} { status }`);
    for (let i = 0; i < 200; i += 1) await tiny.ask(`query Name${i} { status }`, { headers: tiny.as() });
    const text = await registry.metrics();
    // 20 of anybody's names are kept, and 180 more of callers whose token is good.
    expect(text).toContain('graphql_operations_total{operation="other",type="query",outcome="ok"} 30\n');
    expect(text).not.toMatch(/Anybody20|Name180/);
  });
});

describe('a stop', () => {
  it('answers what is in flight, on a connection that would be kept alive, then ends', async () => {
    const tiny = await begin('http');
    const arrived = arrivalAt(tiny);
    const address = await start(tiny);
    const client = new Pool(address);
    opened.push(() => client.destroy());
    const ask = (query: string) =>
      client.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    const inFlight = ask('{ wait(ms: 500) status }');
    await arrived;
    const closed = tiny.gateway.close();
    const { statusCode, headers, body } = await inFlight;
    expect(statusCode).toBe(200);
    expect(headers['connection']).toBe('close');
    expect(await body.json()).toEqual({ data: { wait: 'waited', status: 'fine' } });
    await closed; // not after the keep-alive time-out of 72 s: this test would be over long before
    await expect(request(`${address}/ping`)).rejects.toThrow('ECONNREFUSED');
    await tiny.gateway.close(); // a second close is the same close
  });

  it('does not wait for ever: what hangs is cut off', async () => {
    const tiny = await begin('in-process', { stopTimeoutMs: 200 });
    const arrived = arrivalAt(tiny);
    const address = await start(tiny);
    const hanging = request(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ hang }"}',
    });
    const cutOff = expect(hanging).rejects.toThrow(/other side closed|ECONNRESET/);
    await arrived;
    await tiny.gateway.close();
    await cutOff; // at its own deadline, after 30 s, it would have got an answer
  });
});

describe('routes beside GraphQL', () => {
  it('are those of the subgraphs in this process', async () => {
    const other = await begin('in-process');
    const tiny = await begin('in-process', { routes: [(app) => other.graph.crm.routes?.(app)] });
    const answer = await tiny.gateway.app.inject({ url: '/crm/hello' });
    expect(answer.statusCode).toBe(200);
  });

  it('are passed on to subgraphs that run by themselves, with clean headers both ways', async () => {
    const other = await begin('in-process');
    const server = await createSubgraphServer(other.graph.crm, silentLogger());
    opened.push(() => server.close());
    const target = `${await server.listen({ port: 0 })}/graphql`;
    const tiny = await begin('in-process', {
      proxyRoutes: [{ path: '/crm/*', methods: ['GET', 'POST'], target }],
    });
    const answer = await tiny.gateway.app.inject({
      url: '/crm/hello?code=1',
      headers: { authorization: 'Bearer abc', cookie: 'a=b', 'x-request-id': 'proxied-request' },
    });
    expect(answer.json()).toEqual({
      requestId: 'proxied-request',
      ip: '127.0.0.1',
      authorization: 'Bearer abc',
      cookie: null,
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.headers).not.toHaveProperty('x-internal');
    const moved = await tiny.gateway.app.inject({ url: '/crm/moved' });
    expect(moved.statusCode).toBe(302);
    expect(moved.headers['location']).toBe('https://example.com/');
    const wrongScheme = { authorization: 'Basic YTpi' };
    const refused = await tiny.gateway.app.inject({ url: '/crm/hello', headers: wrongScheme });
    expect(refused.statusCode).toBe(401);
    await server.close();
    const gone = await tiny.gateway.app.inject({ url: '/crm/hello' });
    expect(gone.statusCode).toBe(503);
    expect(gone.body).not.toMatch(/ECONN|127\.0\.0\.1/);
  });

  it('pass a signature where the subgraph checks it, and nowhere else', async () => {
    const subgraph = fastify();
    subgraph.post('/*', async ({ headers }) => ({ signature: headers['x-signature'] ?? null }));
    opened.push(() => subgraph.close());
    const target = await subgraph.listen({ port: 0 });
    const route = { methods: ['POST'] as const, target };
    const tiny = await begin('in-process', {
      proxyRoutes: [
        { ...route, path: '/signed/*', passesSignature: true },
        { ...route, path: '/plain/*' },
      ],
    });
    const post = async (url: string) =>
      (
        await tiny.gateway.app.inject({
          ...{ method: 'POST', url, payload: { text: 'hello' } },
          headers: { 'x-signature': 'abc' },
        })
      ).json() as unknown;
    expect(await post('/signed/1')).toEqual({ signature: 'abc' });
    expect(await post('/plain/1')).toEqual({ signature: null });
  });
});

describe('a proxied file', () => {
  it('passes as it comes, larger than an answer may be, and ends with a client that leaves', async () => {
    const subgraph = fastify();
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const left = new Promise<void>((resolve) => {
      subgraph.get('/files/endless', (_request, reply) => {
        reply.raw.on('close', resolve);
        void reply.type('application/pdf').send(Readable.from(endless(megabyte)));
      });
    });
    subgraph.get('/files/large', (_request, reply) =>
      reply
        .headers({ 'content-length': 20 * megabyte.length, 'content-type': 'application/pdf' })
        .send(Readable.from(Array<Buffer>(20).fill(megabyte))),
    );
    const target = await subgraph.listen({ port: 0 });
    opened.push(() => subgraph.close());
    const proxyRoutes = [{ path: '/files/*', methods: ['GET'] as const, target, streams: true }];
    const url = await start(await begin('in-process', { proxyRoutes }));
    const answer = await fetch(`${url}/files/large`);
    expect(answer.headers.get('content-length')).toBe(String(20 * megabyte.length));
    expect((await answer.arrayBuffer()).byteLength).toBe(20 * megabyte.length);
    const leaving = get(`${url}/files/endless`, { agent: false }, (endlessAnswer) =>
      endlessAnswer.once('data', () => leaving.destroy()),
    ).on('error', () => undefined);
    await left;
  });
});

function* endless(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}

describe('a proxied path', () => {
  it('that climbs out of what is offered leads nowhere', async () => {
    const target = 'http://127.0.0.1:9';
    const tiny = await begin('in-process', { proxyRoutes: [{ path: '/crm/*', methods: ['GET'], target }] });
    const { port } = new URL(await start(tiny));
    const statusOf = (path: string) =>
      new Promise((resolve, reject) => {
        const asked = get({ host: '127.0.0.1', port, path }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        });
        asked.on('error', reject);
      });
    expect(await statusOf('/crm/hello')).toBe(503); // passed on, to nobody
    for (const up of ['..', '%2e%2e', '.%2E']) expect(await statusOf(`/crm/${up}/health`)).toBe(404);
    for (const path of ['/crm/a%2f..%2fb', '/crm/..', '/crm/..?a=1', '/crm/..%5chealth']) {
      expect(await statusOf(path)).toBe(404);
    }
    expect(await statusOf('/crm/a..b?next=/../x')).toBe(503);
  });
});

describe('mistakes in the configuration', () => {
  it.each([
    ['an unknown executor', { executor: 'quick' }, 'GATEWAY_EXECUTOR: must be one of compiled, reference'],
    ['an inherited name as executor', { executor: 'constructor' }, 'GATEWAY_EXECUTOR'],
    [
      'a CORS entry with a path',
      { corsOrigins: ['https://a.example/'] },
      'CORS_ORIGINS: "https://a.example/"',
    ],
    ['the CORS wildcard', { corsOrigins: ['*'] }, 'CORS_ORIGINS: "*" is not an origin'],
    [
      'a transport of no subgraph',
      { transports: { billing: { kind: 'http' as const, url: 'http://x.invalid' } } },
      'no subgraph "billing"; it has crm, estimates',
    ],
    [
      'an address that is none',
      { transports: { crm: { kind: 'http' as const, url: 'crm:4002' } } },
      'The address of the subgraph "crm" is not an http:// or https:// URL',
    ],
  ])('keep the gateway from starting: %s', async (_what, options, words) => {
    await expect(startTinyGateway('in-process', options)).rejects.toThrow(words);
  });
});
