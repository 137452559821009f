import cluster from 'node:cluster';
import { Registry } from 'prom-client';
import { createGateway } from '../gateway/src/gateway';
import type { GatewayOptions } from '../gateway/src/gateway-options';
import { noPolicy } from '../gateway/src/authorization/policies';
import type { ProxyRoute } from '../gateway/src/http/proxy-routes';
import { subgraphHealthCheck } from '../gateway/src/telemetry/subgraph-health';
import { readSupergraph } from '../gateway/src/supergraph/supergraph';
import { foreignTokens, isForeignKey } from '../service-kit/auth/foreign-tokens';
import { remoteKeys } from '../service-kit/auth/jwks';
import type { Lifetime } from '../service-kit/process/process';
import { listenWhenTold } from '../service-kit/process/worker-set';
import { followWorkers } from '../service-kit/jobs/live-workers';
import { createTokenVerifier } from '../service-kit/auth/viewer';
import { followSettings, gatewaySettings, listenAll, supergraphPath } from './gateway-settings';
import { openIdempotencyStore, openKeyUsage } from './gateway-stores';
import { exchangeByHttp } from './key-exchange';
import { showMetricsToPrimary } from './gateway-workers';
import { openResponseCache } from './response-cache';
import { jobsCheck, redisChecks, vitalChecks } from './service-checks';
import { openBroadcast, openJobs, openPlatform, openRemoteVerifier, type StartedWith } from './platform';
import { type Settings } from './settings';

/** Of several workers, one that is replaced lets its clients go to the others. */
const DRAIN_MS = 2_000;

/** Starts the gateway over HTTP subgraphs, and listens. */
export async function startGateway(lifetime: Lifetime, read: StartedWith): Promise<void> {
  const { settings, log, port } = read;
  const foreign = settings.SUPERGRAPH_PATH !== undefined;
  const supergraph = readSupergraph(supergraphPath(settings), settings.UNMARKED_FIELDS);
  const addresses = foreign ? {} : addressesOf(settings);
  const parts: Partial<GatewayOptions> & Pick<GatewayOptions, 'verifier'> = foreign
    ? await foreignParts(lifetime, read)
    : await ownParts(lifetime, read);
  const metrics = new Registry();
  showMetricsToPrimary(lifetime, metrics);
  const gateway = await createGateway({
    ...gatewaySettings(settings, log),
    metrics,
    drainMs: cluster.isWorker ? DRAIN_MS : 0,
    supergraph,
    transports: Object.fromEntries(
      Object.entries(addresses).map(([name, url]) => [
        name,
        { kind: 'http' as const, url: `${url}/graphql` },
      ]),
    ),
    ...parts,
    ...(foreign ? { routes: [] } : {}),
    proxyRoutes: foreign ? [] : proxiesOf(settings),
    healthChecks: [
      ...Object.entries(addresses).map(([name, url]) => subgraphHealthCheck(name, url)),
      ...(parts.healthChecks ?? []),
    ],
  });
  lifetime.add('gateway', gateway, (open) => open.close());
  followSettings(lifetime, gateway, settings);
  const listen = async () => {
    const url = await listenAll(gateway, read, port);
    log.info({ url, subgraphs: supergraph.subgraphs.map(({ name }) => name) }, 'gateway listens');
  };
  if (cluster.isWorker) listenWhenTold(listen, (error) => lifetime.fail(error));
  else await listen();
}

const addressesOf = (settings: Settings): Record<string, string> => ({
  identity: settings.IDENTITY_URL,
  crm: settings.CRM_URL,
  estimates: settings.ESTIMATES_URL,
});

const proxiesOf = (settings: Settings): ProxyRoute[] => [
  { path: '/.well-known/jwks.json', methods: ['GET'], target: settings.IDENTITY_URL },
  { path: '/oauth/token', methods: ['POST'], target: settings.IDENTITY_URL, passesAuthorization: true },
  { path: '/oauth/kommo/*', methods: ['GET'], target: settings.CRM_URL },
  { path: '/webhooks/kommo/*', methods: ['POST'], target: settings.CRM_URL },
  {
    path: '/webhooks/kommo-chats/*',
    methods: ['POST'],
    target: settings.CRM_URL,
    passesSignature: true,
  },
  { path: '/downloads/*', methods: ['GET'], target: settings.ESTIMATES_URL, streams: true },
  { path: '/uploads/*', methods: ['PUT', 'POST'], target: settings.ESTIMATES_URL, takesFiles: true },
];

/** What rests on our own database: who asks, and what was asked before. */
async function ownParts(lifetime: Lifetime, read: StartedWith) {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const broadcast = await openBroadcast(platform);
  const verifier = await openRemoteVerifier(platform, 'gateway', broadcast);
  return {
    verifier,
    exchangeKey: exchangeByHttp(read.settings.IDENTITY_URL),
    noteKeyUsage: await openKeyUsage(platform),
    idempotencyStore: await openIdempotencyStore(platform),
    ...(await openResponseCache(platform)),
    healthChecks: [
      ...redisChecks(platform),
      jobsCheck(platform, await openJobs(platform), await followWorkers(broadcast)),
      ...vitalChecks(platform),
    ],
  };
}

/** Somebody else's graph: tokens of their issuer, else ours where our identity is, else none: all are anonymous. */
async function foreignParts(lifetime: Lifetime, read: StartedWith) {
  const { JWKS_URL, JWT_ISSUER, JWT_AUDIENCE, DATABASE_URL } = read.settings;
  const policies = noPolicy;
  if (DATABASE_URL && !JWKS_URL) return { ...(await ownParts(lifetime, read)), policies };
  const keys = JWKS_URL ? remoteKeys(JWKS_URL, isForeignKey) : { find: async () => null };
  const rules = foreignTokens({ issuer: JWT_ISSUER, audience: JWT_AUDIENCE });
  return { verifier: createTokenVerifier({ keys, isRevoked: () => false, rules }), policies };
}
