/*
 * `npm run bench:crm [contacts leads rate]`: the first load of an account at the governor's pace and with the governor raised, webhooks at
 * 1,000 a second, and a list of leads beside a client that sends the same SQL. Kommo's simulator has a process of its own; on two
 * cores it takes one of them. The defaults take half an hour at Kommo's pace: give a smaller account and a higher rate for less.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import fastify from 'fastify';
import pg from 'pg';
import { urlOfPart } from '../main/database-roles';
import { migrateAllUp } from '../main/migrations';
import type { Viewer } from '../service-kit/auth/viewer';
import { inOrganization } from '../service-kit/postgres/database';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { createRuntime, type CrmDeps } from '../subgraphs/crm/src/runtime';
import { createCrm } from '../subgraphs/crm/src/subgraph';
import { runSync } from '../subgraphs/crm/src/sync/run-sync';
import { hookPurpose } from '../subgraphs/crm/src/webhooks/subscription';
import { Webhook } from '../subgraphs/crm/src/webhooks/webhook.entity';
import { crmDeps } from '../testkit/crm/crm-deps';
import { startTestPostgres } from '../testkit/services';
import { factsFor } from '../testkit/subgraph';
import { createTestTokens, viewerWith } from '../testkit/tokens';
import type { Flood, FloodResult } from './crm-kommo';
import { countCpu } from './cpu';
import { inTurns, recorded, replay } from './same-sql';
import { percentile } from './statistics';

const [CONTACTS = 100_000, LEADS = 50_000, RATE = 5] = process.argv.slice(2).map(Number);
const RAISED = 2_000;
const HOOKS_A_SECOND = 1_000;
const HOOK_SECONDS = 10;
const MB = 1024 * 1024;

interface Kommo {
  child: ChildProcess;
  authorizeUrl: string;
  accountUrl: string;
  token: string;
}

async function startKommo(): Promise<Kommo> {
  const child = fork(join(__dirname, 'crm-kommo.js'), [String(CONTACTS), String(LEADS)]);
  const [told] = (await once(child, 'message')) as [Omit<Kommo, 'child'>];
  return { child, ...told };
}

const tell = (...cells: (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};

/** Product + PostgreSQL; the simulator has a process of its own. */
const perThousand = (seconds: number, count: string | number): string =>
  ((seconds * 1000) / Number(count)).toFixed(2);

type Ask = (viewer: Viewer, query: string, variables?: object) => Promise<Record<string, never>>;

/** A subgraph beside the database, at a pace of its own. */
function product(deps: Omit<CrmDeps, 'verifier'>) {
  const tokens = createTestTokens();
  const subgraph = createCrm({ ...deps, verifier: tokens.verifier });
  const execute = createExecutor(subgraph, deps.log, 0);
  const signed = new Map<Viewer, string>();
  const ask: Ask = async (viewer, query, variables = {}) => {
    const token = signed.get(viewer) ?? tokens.sign(viewer, 3_600); // making one is not the product's work
    signed.set(viewer, token);
    const facts = factsFor(token);
    const { data, errors } = await execute({ query, variables: variables as never, facts });
    if (errors?.length || !data) throw new Error(JSON.stringify(errors));
    return data as Record<string, never>;
  };
  return { subgraph, ask, runtime: createRuntime({ ...deps, verifier: tokens.verifier }) };
}

const CONNECT = `mutation ($input: ConnectKommoWithTokenInput!) {
  connectKommoWithToken(input: $input) { connection { id } userErrors { message } } }`;
const START = `mutation ($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { message } } }`;
const COUNT = `SELECT (SELECT count(*) FROM crm.leads WHERE org_id = $1) + (SELECT count(*) FROM crm.contacts WHERE org_id = $1)
  + (SELECT count(*) FROM crm.companies WHERE org_id = $1) + (SELECT count(*) FROM crm.tasks WHERE org_id = $1)
  + (SELECT count(*) FROM crm.lead_notes WHERE org_id = $1) + (SELECT count(*) FROM crm.contact_notes WHERE org_id = $1)
  + (SELECT count(*) FROM crm.company_notes WHERE org_id = $1) + (SELECT count(*) FROM crm.card_events WHERE org_id = $1) AS rows`;

/** Copies the account for a new organisation. @returns whose copy it is */
async function firstLoad(title: string, deps: Omit<CrmDeps, 'verifier'>, kommo: Kommo, perSecond: number) {
  const { ask, runtime, subgraph } = product({
    ...deps,
    kommo: { ...deps.kommo, requestsPerSecond: perSecond },
  });
  const owner = viewerWith('owner');
  const input = { subdomain: 'acme-demo', accessToken: kommo.token };
  const { connection } = (await ask(owner, CONNECT, { input }))['connectKommoWithToken'] as never as {
    connection: { id: string };
  };
  const { run } = (await ask(owner, START, { input: { connectionId: connection.id, mode: 'INCREMENTAL' } }))[
    'startSync'
  ] as never as { run: { id: string } };
  let requests = 0;
  const { send } = runtime.http;
  runtime.http.send = (request) => {
    requests += 1;
    return send(request);
  };
  global.gc?.();
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 100);
  const ref = { orgId: owner.orgId, connectionId: connection.id };
  const cpu = await countCpu(deps.source);
  const begin = performance.now();
  await runSync(runtime, { ...ref, runId: run.id }, 1, new AbortController().signal);
  const seconds = (performance.now() - begin) / 1000;
  const used = cpu();
  clearInterval(watch);
  const [{ rows } = { rows: '0' }] = (await inOrganization(deps.source, owner.orgId, (db) =>
    db.query(COUNT, [owner.orgId]),
  )) as { rows: string }[];
  tell(
    title,
    `${rows} rows, ${requests} requests`,
    `${seconds.toFixed(1)} s`,
    `${(Number(rows) / seconds).toFixed(0)} rows/s`,
    `${(seconds / (requests / perSecond)).toFixed(2)} × what ${perSecond}/s allow`,
    `${perThousand(used.product, rows)} + ${perThousand(used.postgres, rows)} s CPU per 1,000 rows`,
    `${((peak - idle) / MB).toFixed(0)} MB above idle`,
  );
  await runtime.close();
  return { owner, ref, ask, subgraph };
}

/** Posts deliveries at a steady rate to the route, as the gateway's process has it. */
async function webhooks(deps: Omit<CrmDeps, 'verifier'>, kommo: Kommo, { owner, ref, subgraph }: Loaded) {
  const app = fastify();
  subgraph.routes?.(app);
  const base = await app.listen({ port: 0, host: '127.0.0.1' });
  const hook = await inOrganization(deps.source, owner.orgId, (db) => db.findOneByOrFail(Webhook, ref));
  const secret = deps.keyRing.open(hook.secretSealed, hookPurpose(ref));
  const count = HOOKS_A_SECOND * HOOK_SECONDS;
  const wish: Flood = {
    url: `${base}/webhooks/kommo/${secret}`,
    bodies: Array.from(
      { length: count },
      (_, n) => `account[id]=${hook.accountId}&leads[update][0][id]=${50_000_001 + n}`,
    ),
    perSecond: HOOKS_A_SECOND,
  };
  const cpu = await countCpu(deps.source);
  kommo.child.send(wish);
  const [{ latencies, refused }] = (await once(kommo.child, 'message')) as [FloodResult];
  const used = cpu();
  const [{ stored } = { stored: '0' }] = (await inOrganization(deps.source, owner.orgId, (db) =>
    db.query('SELECT count(*) AS stored FROM crm.webhook_inbox WHERE connection_id = $1', [ref.connectionId]),
  )) as { stored: string }[];
  const at = (rank: number) => `${percentile(latencies, rank).toFixed(0)} ms`;
  tell(
    'webhooks',
    `${count} at ${HOOKS_A_SECOND}/s`,
    `p50 ${at(50)}`,
    `p99 ${at(99)}`,
    `${refused} refused`,
    `${perThousand(used.product, count)} + ${perThousand(used.postgres, count)} s CPU per 1,000`,
    `${stored} in the inbox`,
  );
  await app.close();
}
type Loaded = Awaited<ReturnType<typeof firstLoad>>;

const LEADS_100 = `{ leads(first: 100) { edges { node { id name price { amount currency } stage { id name } company { id name }
  contacts { id name } tasks(first: 3) { id text } customFields { ... on FilledCustomField { name values } } } } } }`;

async function main(): Promise<void> {
  const postgres = await startTestPostgres();
  const kommo = await startKommo();
  try {
    await migrateAllUp(postgres.url);
    const url = await urlOfPart(postgres.url, 'crm');
    const source = await connectCrm(url, { poolSize: 8 });
    const deps = crmDeps(source, kommo);
    tell('What', 'How much', '', '', '', '', '');
    tell(...Array.from({ length: 7 }, () => '---'));
    await firstLoad('first load, at pace', deps, kommo, RATE);
    const loaded = await firstLoad('first load, raised', deps, kommo, RAISED);
    await webhooks(deps, kommo, loaded);
    const client = new pg.Client(url);
    await client.connect();
    const list = () => loaded.ask(loaded.owner, LEADS_100);
    await list();
    const sent = await recorded(list);
    tell(
      'What',
      'Product p50, ms',
      'p95',
      'Its CPU p50',
      'Same SQL p50',
      'Ratio',
      'Longest hold of the event loop',
    );
    await inTurns(`leads(first: 100), ${sent.length} statements`, list, () => replay(client, sent));
    await client.end();
    await source.destroy();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  } finally {
    kommo.child.kill();
    await postgres.stop();
  }
}

void main().then(() => process.exit());
