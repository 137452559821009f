/*
 * `npm run bench:tenants`: fifty organisations, each with an account of its own, are synchronised by one worker; first all well, then
 * ten of them with accounts that hang, are blocked, say 429, or answer what is no JSON. It tells how long each of the other forty waited
 * until its copy was whole.
 */
import pg from 'pg';
import { urlOfPart } from '../main/database-roles';
import { migrateAllUp } from '../main/migrations';
import { createJobs } from '../service-kit/jobs/queue';
import { silentLogger } from '../service-kit/process/logger';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { startKommoSimulator, type KommoSimulator } from '../simulator/kommo-simulator';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import type { CrmDeps } from '../subgraphs/crm/src/runtime';
import { createCrm } from '../subgraphs/crm/src/subgraph';
import { startCrmWorkers } from '../subgraphs/crm/src/workers';
import { crmDeps } from '../testkit/crm/crm-deps';
import { startTestPostgres } from '../testkit/services';
import { factsFor } from '../testkit/subgraph';
import { createTestTokens, viewerWith } from '../testkit/tokens';
import { percentile } from './statistics';

const ORGANISATIONS = 50;
/** Each fifth, the first among them. */
const isBad = (index: number): boolean => index % 5 === 0;
const TROUBLES = ['slow', 'html_403', '429', 'truncated_json'] as const;
const HANGS_MS = 30_000;
const ENDS_MS = 300_000;

const CONNECT = `mutation ($input: ConnectKommoWithTokenInput!) {
  connectKommoWithToken(input: $input) { connection { id } userErrors { message } } }`;

interface Tenant {
  orgId: string;
  isBad: boolean;
}

/** Organisations of their own, each with its account; their first synchronisation waits for a worker. */
async function tenants(
  deps: CrmDeps,
  kommo: KommoSimulator,
  sign: ReturnType<typeof createTestTokens>['sign'],
): Promise<Tenant[]> {
  const subgraph = createCrm(deps);
  const execute = createExecutor(subgraph, deps.log, 0);
  const all: Tenant[] = [];
  for (let index = 0; index < ORGANISATIONS; index += 1) {
    const owner = viewerWith('owner');
    const subdomain = `tenant-${index + 1}`;
    const input = { subdomain, accessToken: kommo.issueLongLivedToken(subdomain) };
    const { data, errors } = await execute({
      query: CONNECT,
      variables: { input },
      facts: factsFor(sign(owner, 3_600)),
    });
    if (errors?.length || !data) throw new Error(JSON.stringify(errors));
    all.push({ orgId: owner.orgId, isBad: isBad(index) });
  }
  return all;
}

/** @returns how long each of the well ones took, in seconds */
async function round(admin: pg.Client, deps: CrmDeps, all: readonly Tenant[]): Promise<number[]> {
  const begin = performance.now();
  const ended = new Map<string, number>();
  const wanted = all.filter((one) => !one.isBad).map(({ orgId }) => orgId);
  const worker = await startCrmWorkers(deps);
  while (ended.size < wanted.length && performance.now() - begin < ENDS_MS) {
    const { rows } = await admin.query<{ org_id: string }>(
      `SELECT org_id FROM crm.sync_runs WHERE org_id = ANY ($1::uuid[]) AND state = 'SUCCEEDED'`,
      [wanted],
    );
    for (const { org_id: orgId } of rows)
      if (!ended.has(orgId)) ended.set(orgId, (performance.now() - begin) / 1_000);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  await worker.close();
  return [...ended.values()];
}

const tell = (...cells: string[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};

function show(title: string, seconds: readonly number[]): void {
  const at = (rank: number) => `${percentile([...seconds], rank).toFixed(1)} s`;
  tell(title, `${seconds.length} of 40`, at(50), at(95), at(100));
}

async function main(): Promise<void> {
  const postgres = await startTestPostgres();
  const kommo = await startKommoSimulator({ tenants: ORGANISATIONS, rateLimit: { perSecond: 0 } });
  await migrateAllUp(postgres.url);
  const admin = new pg.Client(postgres.url);
  await admin.connect();
  const tokens = createTestTokens();
  const log = silentLogger();
  const source = await connectCrm(await urlOfPart(postgres.url, 'crm'), { poolSize: 10 });
  const deps = crmDeps(source, kommo, { verifier: tokens.verifier, log });
  const jobs = createJobs({ postgresUrl: await urlOfPart(postgres.url, 'jobs') }, log);
  tell('Ten of fifty', 'Whole', 'p50', 'p95', 'last');
  tell('---', '---', '---', '---', '---');
  const well = await tenants(deps, kommo, tokens.sign);
  show('are well, too', await round(admin, { ...deps, jobs }, well));
  const mixed = await tenants(deps, kommo, tokens.sign);
  for (let index = 0; index < ORGANISATIONS; index += 1) {
    const kind = TROUBLES[(index / 5) % TROUBLES.length];
    if (!isBad(index) || !kind) continue;
    const delay = kind === 'slow' ? { delay_ms: HANGS_MS } : {};
    kommo.control.faults({ match: { account: `tenant-${index + 1}` }, kind, ...delay });
  }
  show('hang, are blocked, say 429 or no JSON', await round(admin, { ...deps, jobs }, mixed));
  kommo.control.clearFaults();
  await deps.source.destroy();
  await admin.end();
  await kommo.close();
  await postgres.stop();
}

void main().then(() => process.exit());
