import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { projectRoot } from '../service-kit/process/paths';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { connectCompany, openCompany, type Company } from '../testkit/company';
import { useProduct } from '../testkit/product';
import { lintMetrics, startPrometheus, type Prometheus } from '../testkit/prometheus';

/*
 * A real Prometheus scrapes every process while people use the product. What a panel of a dashboard or an alert asks for has to
 * be there: a metric that was renamed, or a label that nobody sets, fails here. No Grafana runs here.
 */

const FOLDER = join(projectRoot, 'deploy/monitoring');
const product = useProduct('separate processes');
let identity: DataSource;
let prometheus: Prometheus;
let company: Company;
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
  await connectCompany(product, company, 'acme-demo');
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
}, 300_000);
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

it('finds series for each panel of the three dashboards', async () => {
  expect(dashboards).toHaveLength(3);
  const empty: string[] = [];
  for (const { dashboard, title, expr } of queries) {
    if ((await prometheus.query(expr)).length === 0) empty.push(`${dashboard}, "${title}": ${expr}`);
  }
  expect(empty).toEqual([]);
}, 60_000);

it('finds the series that each alert looks at', async () => {
  const { groups } = parse(readFileSync(join(FOLDER, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const missing: string[] = [];
  for (const { alert, expr } of groups.flatMap(({ rules }) => rules)) {
    for (const name of new Set(expr.match(/\b[a-z]\w*_\w+(?=[{[)])|\bup\b/g) ?? [])) {
      // Redis is on no gateway of its own only where there is none; a breaker stands before each subgraph.
      if ((await prometheus.query(name)).length === 0) missing.push(`${alert}: ${name}`);
    }
  }
  expect(missing).toEqual([]);
}, 60_000);

it('fires no alert while all is well', async () => {
  const { groups } = parse(readFileSync(join(FOLDER, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const firing: string[] = [];
  for (const { alert, expr } of groups.flatMap(({ rules }) => rules)) {
    if ((await prometheus.query(expr)).length > 0) firing.push(alert);
  }
  expect(firing).toEqual([]);
}, 60_000);

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
}, 60_000);
