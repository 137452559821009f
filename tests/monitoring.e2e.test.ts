import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { inOrganization } from '../service-kit/postgres/database';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { projectRoot } from '../service-kit/process/paths';
import { ConnectionTokens } from '../subgraphs/crm/src/connections/connection-tokens.entity';
import { openTokens } from '../subgraphs/crm/src/connections/token-store';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { connectCompany, logIn, openCompany, type Company } from '../testkit/company';
import { useProduct } from '../testkit/product';
import { outboxToken } from '../testkit/outbox';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../testkit/otlp-receiver';
import { lintMetrics, startPrometheus, type Prometheus } from '../testkit/prometheus';

/*
 * A real Prometheus scrapes every process while people use the product. What a panel of a dashboard or an alert asks for has to
 * be there: a metric that was renamed, or a label that nobody sets, fails here. No Grafana runs here.
 */

const FOLDER = join(projectRoot, 'deploy/monitoring');
let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver?.close());
const logs: string[] = [];
const product = useProduct('separate processes', {
  settings: () => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: `x-key=${OTLP_KEY}`,
  }),
  logs,
});
const OTLP_KEY = 'a-key-of-the-collector';
let identity: DataSource;
let prometheus: Prometheus;
let company: Company;
let connectionId: string;
const targets = (): Record<string, string> => {
  const { identity, crm, estimates } = product.subgraphUrls as Record<
    'identity' | 'crm' | 'estimates',
    string
  >;
  const urls = { gateway: product.url, identity, crm, estimates, worker: product.workerUrl };
  return Object.fromEntries(Object.entries(urls).map(([part, url]) => [part, new URL(url).host]));
};

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  prometheus = await startPrometheus(targets());
  await prometheus.scrapes(1);
  company = await openCompany(product.url, identity);
  connectionId = await connectCompany(product, company, 'acme-demo');
  const url = `${product.url}/graphql`;
  for (let times = 0; times < 3; times += 1) {
    await must(
      post(url, company.tokens.owner, 'query Everyone { me { displayName } leads(first: 3) { totalCount } }'),
    );
  }
  await post(url, null, `{ ${'a'.repeat(10)} }`);
  await post(url, null, `{ ${'x:__typename '.repeat(200)} }`); // too many aliases
  await must(
    post(
      url,
      company.tokens.owner,
      'mutation ($input: CreateProjectInput!) { createProject(input: $input) { userErrors { code } } }',
      { input: { name: 'Measured' } },
    ),
  );
  await prometheus.scrapes(3);
});
afterAll(async () => {
  await prometheus?.stop();
  await identity?.destroy();
});

interface Panel {
  title: string;
  targets?: { expr: string }[];
}
const dashboards = readdirSync(join(FOLDER, 'dashboards')).map(
  (name) =>
    [
      name,
      (JSON.parse(readFileSync(join(FOLDER, 'dashboards', name), 'utf8')) as { panels: Panel[] }).panels,
    ] as const,
);
const queries = dashboards.flatMap(([name, panels]) =>
  panels.flatMap(({ title, targets: asked = [] }) =>
    asked.map(({ expr }) => ({ dashboard: name, title, expr: expr.replaceAll('$__rate_interval', '1m') })),
  ),
);

it('reaches every process', async () => {
  const up = await prometheus.query('up');
  expect(up.map(({ metric, value }) => `${metric['part']} ${value[1]}`).toSorted()).toEqual([
    'crm 1',
    'estimates 1',
    'gateway 1',
    'identity 1',
    'worker 1',
  ]);
});

/** There is no replica here; `tests/read-replica.e2e.test.ts` reads this of one. */
const OF_A_REPLICA = 'replica_reads_total';

it('finds series for each panel of the three dashboards', async () => {
  expect(dashboards).toHaveLength(3);
  const empty: string[] = [];
  for (const { dashboard, title, expr } of queries) {
    if (expr.includes(OF_A_REPLICA)) continue;
    if ((await prometheus.query(expr)).length === 0) empty.push(`${dashboard}, "${title}": ${expr}`);
  }
  expect(empty).toEqual([]);
});

it('finds the series that each alert looks at', async () => {
  const { groups } = parse(readFileSync(join(FOLDER, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const missing: string[] = [];
  for (const { alert, expr } of groups.flatMap(({ rules }) => rules)) {
    for (const name of new Set(expr.match(/\b[a-z]\w*_\w+(?=[{[)])|\bup\b/g) ?? [])) {
      // Redis is on no gateway of its own only where there is none; a breaker stands before each subgraph.
      if (name === OF_A_REPLICA) continue;
      if ((await prometheus.query(name)).length === 0) missing.push(`${alert}: ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

/** They look at how busy the machine is, which a test run shares with others; `main/alerts.test.ts` has promtool try each. */
const OF_THE_MACHINE = ['SlowAnswers', 'SlowStatements', 'EventLoopBusy', 'MemoryHigh'];

it('fires no alert while all is well, but for those that a busy machine may fire', async () => {
  const { groups } = parse(readFileSync(join(FOLDER, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const firing: string[] = [];
  for (const { alert, expr } of groups.flatMap(({ rules }) => rules)) {
    if (OF_THE_MACHINE.includes(alert)) continue;
    if ((await prometheus.query(expr)).length > 0) firing.push(alert);
  }
  expect(firing).toEqual([]);
});

it('counts what people did', async () => {
  const [logIns] = await prometheus.query('mutations_total{mutation="logIn",outcome="ok"}');
  expect(Number(logIns?.value[1])).toBe(Object.keys(company.tokens).length);
  const [projects] = await prometheus.query('mutations_total{mutation="createProject",outcome="ok"}');
  expect(projects?.value[1]).toBe('1');
  const [syncs] = await prometheus.query('sum(sync_runs_total{outcome="succeeded"})');
  expect(Number(syncs?.value[1])).toBeGreaterThan(0);
});

it('has names, units and helps as Prometheus would have them, and no label that grows without end', async () => {
  for (const target of Object.values(targets())) {
    const text = await (await fetch(`http://${target}/metrics`)).text();
    // prom-client's own of Node.js, which everybody's dashboards know by these names.
    const ours = lintMetrics(text)
      .split('\n')
      .filter((line) => line !== '' && !/^(nodejs|process)_/.test(line));
    expect([target, ours]).toEqual([target, []]);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/); // an id of anything
  }
});

describe('one request of a browser', () => {
  const TRACE = '7a85d3b0c1e24f6a9b3d5f7081a2c4e6';
  const BROWSER = '00f067aa0ba902b7';
  const GUEST = 'guest-of-the-trace@example.com';
  let traced: readonly ReceivedSpan[];

  beforeAll(async () => {
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${company.tokens.owner}`,
        traceparent: `00-${TRACE}-${BROWSER}-01`,
        'x-request-id': 'request-of-the-trace',
      },
      body: JSON.stringify({
        query: `mutation InviteAndSync($guest: InviteUserInput!, $sync: StartSyncInput!) {
          inviteUser(input: $guest) { userErrors { code message } }
          startSync(input: $sync) { userErrors { code message } }
        }`,
        variables: { guest: { email: GUEST, roleKey: 'estimator' }, sync: { connectionId } },
      }),
    });
    expect(await response.json()).toEqual({
      data: { inviteUser: { userErrors: [] }, startSync: { userErrors: [] } },
    });
    expect(response.headers.get('traceresponse')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    const last = {
      gateway: ['POST /graphql'],
      identity: ['POST /graphql'],
      crm: ['POST /graphql'],
      worker: ['queue events-relay', 'event mail.requested', 'kommo GET '],
    };
    for (const [part, names] of Object.entries(last))
      for (const start of names)
        await receiver.find(
          ({ traceId, service, name }) => traceId === TRACE && service === part && name.startsWith(start),
        );
    traced = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  });

  const namesOf = (service: string) =>
    traced.filter((span) => span.service === service).map(({ name }) => name);

  it('is one trace through gateway, subgraphs, SQL, queue, Kommo and mail', () => {
    expect(namesOf('gateway')).toEqual(
      expect.arrayContaining([
        ...['POST /graphql', 'parse', 'validate', 'mutation InviteAndSync', 'plan'],
        ...['fetch identity', 'fetch crm'],
      ]),
    );
    expect(namesOf('identity')).toEqual(
      expect.arrayContaining(['POST /graphql', 'mutation inviteUser', 'INSERT identity.outbox']),
    );
    expect(namesOf('crm')).toEqual(expect.arrayContaining(['POST /graphql', 'mutation startSync']));
    const inWorker = namesOf('worker').join('\n');
    for (const name of ['queue events-relay', 'event mail.requested', 'mail invitation'])
      expect(inWorker).toContain(name);
    expect(inWorker).toMatch(/^kommo GET \/api\/v4\/[\w/]+$/m);
    expect(inWorker).toMatch(/^(SELECT|INSERT|UPDATE) crm\.\w+$/m);
  });

  it('has no loose ends: each span is a part of another, the first of the browser’s', async () => {
    const ids = new Set([BROWSER, ...traced.map(({ spanId }) => spanId)]);
    const server = traced.find(({ service, kind }) => service === 'gateway' && kind === 2);
    expect(server?.parentSpanId).toBe(BROWSER);
    const loose = traced.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId));
    // What goes on still is sent when it ends.
    expect(loose.filter(({ service }) => service !== 'worker')).toEqual([]);
    const mail = traced.find(({ name }) => name === 'mail invitation');
    const event = traced.find(({ name }) => name === 'event mail.requested');
    expect(mail?.parentSpanId).toBe(event?.spanId);
    // The sweep may have been quicker than the queue: in whichever trace, it is linked to this one.
    await receiver.find(
      ({ name, links }) => name === 'relay events' && links.some(({ traceId }) => traceId === TRACE),
    );
  });

  it('tells the collector nothing of people, and no secret', async () => {
    const told = receiver.bodies.join('\n');
    const invitation = await outboxToken(product.dataDir, GUEST);
    const people = [company.owner, company.admin].flatMap(({ email, firstName, lastName }) => [
      email,
      `${firstName} ${lastName}`,
    ]);
    for (const secret of [...secretsUsed(), invitation]) expect(told.includes(secret)).toBe(false);
    for (const fact of [...people, GUEST, 'Measured', company.org.name]) expect(told).not.toContain(fact);
    expect(receiver.headers[0]?.['x-key']).toBe(OTLP_KEY);
  });

  it('leaves no secret in any log, and a name for each line of the request', async () => {
    const invitation = await outboxToken(product.dataDir, GUEST);
    const others = [...(await ofSessions()), ...(await ofKommo())];
    const text = logs.join('');
    expect(text).toContain('"msg":"gateway listens"');
    const leaked = [...secretsUsed(), ...others, invitation].filter((secret) => text.includes(secret));
    expect(leaked.map((secret) => `${secret.slice(0, 4)}…`)).toEqual([]);
  });
});

/** Tokens and cookies of sessions that were begun, gone on with and refused. */
async function ofSessions(): Promise<string[]> {
  const { email, password } = company.owner;
  const first = await logIn(product.url, { email, password });
  const ask = (query: string, input: object, headers: Record<string, string> = {}) =>
    fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables: { input } }),
    });
  const refresh =
    'mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken } } }';
  const refreshed = await ask(refresh, { refreshToken: first.refreshToken });
  const body = (await refreshed.json()) as { data: { refreshTokens: { tokens: Record<string, string> } } };
  const wrong = 'no-password-of-anybody';
  await ask(LOG_IN, { email, password: wrong });
  const spoilt = `${first.refreshToken.slice(0, -4)}AAAA`;
  await ask(refresh, { refreshToken: spoilt });
  const inCookies = await ask(LOG_IN, { email, password }, { 'x-session-mode': 'cookie' });
  const cookies = inCookies.headers.getSetCookie().map((cookie) => /=([^;]+)/.exec(cookie)?.[1] ?? '');
  expect(cookies).toHaveLength(2);
  return [
    ...Object.values(first),
    ...Object.values(body.data.refreshTokens.tokens),
    ...cookies,
    wrong,
    spoilt,
  ];
}
const LOG_IN = `mutation ($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken } userErrors { code } } }`;

/** The pair that the connection has at Kommo, as it is sent. */
async function ofKommo(): Promise<string[]> {
  const crm = await connectCrm(await product.database.urlFor('crm'), { poolSize: 1 });
  try {
    const { id: orgId } = company.org;
    const rows = await inOrganization(crm, orgId, (db) => db.findBy(ConnectionTokens, { orgId }));
    const keyRing = loadKeyRing(undefined, product.dataDir);
    const pairs = rows.map((row) => openTokens(keyRing, row));
    expect(pairs).toHaveLength(1);
    return pairs.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken ?? '']);
  } finally {
    await crm.destroy();
  }
}

/** Every secret of this run: of people, of Kommo, of the installation. */
function secretsUsed(): string[] {
  const { clientSecret } = product.simulator.integration;
  const keys = join(product.dataDir, 'keys');
  const files = readdirSync(keys).map((name) => readFileSync(join(keys, name), 'utf8').trim());
  const passwords = [product.database.url].map((url) => new URL(url).password);
  const secrets = [
    ...Object.values(company.tokens),
    company.owner.password,
    clientSecret,
    OTLP_KEY,
    ...files,
    ...files.flatMap((file) => file.split(/\s|[:,]/)).filter((part) => part.length >= 20),
    ...passwords,
  ];
  return secrets.filter((secret) => secret.length >= 8);
}
