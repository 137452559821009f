import { join } from 'node:path';
import { createGateway } from '../gateway/src/gateway';
import { readSupergraph } from '../gateway/src/supergraph/supergraph';
import type { HealthCheck } from '../service-kit/http/health';
import type { Lifetime } from '../service-kit/process/process';
import type { Jobs } from '../service-kit/jobs/queue';
import type { Logger } from '../service-kit/process/logger';
import { createExecutor, type Subgraph } from '../service-kit/subgraph/subgraph';
import { createStreamer } from '../service-kit/subgraph/subgraph-stream';
import { outboxPage } from '../service-kit/mail/outbox-page';
import { startCrmWorkers } from '../subgraphs/crm/src/workers';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { tellSearchTrouble } from './embedded-database';
import { openResponseCache } from './response-cache';
import { openEventWorkers } from './events';
import { EXPLORER_QUERIES } from './first-query';
import { followSettings, gatewaySettings, listenAll, pagesOf, supergraphPath } from './gateway-settings';
import { openIdempotencyStore, openKeyUsage } from './gateway-stores';
import { openJobWorkers } from './job-workers';
import { openKommo } from './kommo-or-simulator';
import { mailFolder } from './mail';
import { migrateAllUp } from './migrations';
import { openCrm, openCrmDeps } from './crm-part';
import { openEstimates } from './estimates-part';
import { openIdentity } from './identity-part';
import {
  openBroadcast,
  openChanges,
  openJobs,
  openPlatform,
  openVerifier,
  type Platform,
  type StartedWith,
} from './platform';
import { DEMO_CHANGED, DEMO_OWNER, seedDemo } from './seed';
import { connectDemoOrganization } from './seed-crm';
import { jobsCheck, redisChecks, vitalChecks } from './service-checks';

/** What runs, for the welcome and for tests. */
export interface Product {
  url: string;
  demo: { email: string; password: string } | null;
  simulatorUrl: string | null;
  dataDir: string;
  platform: Platform;
  /** What is to be known of the demo organisation: why it has no leads, or that people have changed it. */
  trouble: string | null;
}

/**
 * Starts everything in this process and listens.
 *
 * @param lifetime stops it all, the public door first
 * @param read the process's settings
 */
export async function startProduct(lifetime: Lifetime, read: StartedWith): Promise<Product> {
  const supergraph = readSupergraph(supergraphPath(read.settings), read.settings.UNMARKED_FIELDS);
  const platform = await openPlatform(lifetime, read, { embedded: true });
  const { settings, log, dataDir } = platform;
  await prepareDatabase(platform);
  const keys = createSigningKeys({ pem: settings.JWT_PRIVATE_KEY, folder: join(dataDir, 'keys') });
  const broadcast = await openBroadcast(platform);
  const verifier = await openVerifier(platform, 'identity', broadcast, keys);
  const changes = await openChanges(platform, broadcast);
  const jobs = await openJobs(platform);
  const { kommo, simulator } = await openKommo(platform);

  const identity = await openIdentity(platform, { verifier, keys, broadcast, jobs }, { workers: true });
  const crmDeps = await openCrmDeps(platform, { verifier, jobs, changes, kommo });
  const crm = openCrm(platform, crmDeps);
  const executeCrm = createExecutor(crm, log);
  const estimates = await openEstimates(
    platform,
    { verifier, changes, jobs, crm: executeCrm },
    { workers: true },
  );
  lifetime.add('crm workers', await startCrmWorkers(crmDeps), (workers) => workers.close());
  await openEventWorkers(platform, jobs);
  await openJobWorkers(platform, { jobs, changes }, { isPublic: true });

  const subgraphs = [identity.subgraph, crm, estimates];
  const isDemo = settings.NODE_ENV === 'development';
  const isChanged = isDemo && (await seedDemo(identity.source)) === 'CHANGED';
  const gateway = await createGateway({
    ...gatewaySettings(settings, log),
    ...(await openResponseCache(platform)),
    supergraph,
    transports: {
      identity: inProcess(identity.subgraph, log),
      crm: { ...inProcess(crm, log), execute: executeCrm },
      estimates: inProcess(estimates, log),
    },
    verifier,
    exchangeKey: async (key, { ip }) => (await identity.exchangeKey(key, { ip })).accessToken,
    noteKeyUsage: await openKeyUsage(platform),
    idempotencyStore: await openIdempotencyStore(platform),
    ...(isDemo ? { explorer: { queries: EXPLORER_QUERIES, person: DEMO_OWNER } } : {}),
    routes: [...routesOf(platform, subgraphs), ...pagesOf(platform.settings)],
    healthChecks: healthChecks(platform, subgraphs, jobs),
  });
  lifetime.add('gateway', gateway, (open) => open.close());
  followSettings(lifetime, gateway, settings);
  const url = await listenAll(gateway, platform, platform.port);
  const connect = isDemo && !isChanged && simulator;
  const trouble = isChanged ? DEMO_CHANGED : connect ? await connectOrWhyNot(url, platform) : null;
  return {
    url,
    demo: isDemo && !isChanged ? DEMO_OWNER : null,
    simulatorUrl: simulator?.url ?? null,
    dataDir,
    platform,
    trouble,
  };
}

/** @returns why the demo organisation could not be connected; null when it is */
async function connectOrWhyNot(url: string, { port, log }: Platform): Promise<string | null> {
  try {
    await connectDemoOrganization(url, port);
    return null;
  } catch (error) {
    log.warn({ err: error }, 'the demo organisation could not be connected');
    const why = error instanceof Error ? error.message : String(error);
    return `The demo organisation is not connected to Kommo: ${why} Start again to try again.`;
  }
}

/** HTTP routes beside GraphQL; in development the mails that were not sent, too. */
const routesOf = ({ settings, dataDir }: Platform, subgraphs: readonly Subgraph[]) => [
  ...subgraphs.flatMap(({ routes }) => (routes ? [routes] : [])),
  ...(settings.NODE_ENV === 'development' ? [outboxPage(mailFolder(dataDir))] : []),
];

async function prepareDatabase({ databaseUrl, log }: Platform): Promise<void> {
  const ran = await migrateAllUp(databaseUrl);
  if (ran.length > 0) log.info({ migrations: ran.length }, 'migrated');
  await tellSearchTrouble(databaseUrl, log);
}

/** In one process one database serves all subgraphs, so they fail together; Redis and workers can be done without. */
const healthChecks = (platform: Platform, subgraphs: readonly Subgraph[], jobs: Jobs): HealthCheck[] => [
  ...subgraphs.map((subgraph) => ({
    name: subgraph.name,
    check: () => subgraph.ready(),
    critical: false,
    group: 'subgraphs',
  })),
  ...redisChecks(platform),
  jobsCheck(platform, jobs),
  ...vitalChecks(platform),
];

const inProcess = (subgraph: Subgraph, log: Logger) => ({
  kind: 'in-process' as const,
  execute: createExecutor(subgraph, log),
  subscribe: createStreamer(subgraph, log),
});
