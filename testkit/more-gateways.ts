import { Registry } from 'prom-client';
import { startProduct } from '../main/all-in-one';
import { gatewaySettings, supergraphPath } from '../main/gateway-settings';
import { Settings } from '../main/settings';
import { createMemoryStore } from '../gateway/src/caching/entry-store';
import { openRedisStore } from '../gateway/src/caching/redis-store';
import { createGateway } from '../gateway/src/gateway';
import { readSupergraph } from '../gateway/src/supergraph/supergraph';
import { createChangeVersions } from '../service-kit/changes/change-versions';
import { remoteKeys } from '../service-kit/auth/jwks';
import { silentLogger } from '../service-kit/process/logger';
import type { Lifetime } from '../service-kit/process/process';
import { createTokenVerifier } from '../service-kit/auth/viewer';
import { freePort } from './ports';
import { PATIENT, type RunningProduct } from './product';

/** Starts the whole product once more in this process, on the same database and data folder. @returns its address */
export async function startTwin(product: RunningProduct, lifetime: Lifetime): Promise<string> {
  const settings = Settings.parse({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: product.dataDir,
    DATABASE_URL: product.database.url,
    KOMMO_AUTHORIZE_URL: product.simulator.authorizeUrl,
    KOMMO_ACCOUNT_URL: product.simulator.accountUrl,
    SYNC_INTERVAL_SECONDS: '0',
    ...PATIENT,
  });
  const { url } = await startProduct(lifetime, { settings, port: await freePort(), log: silentLogger() });
  return url;
}

/**
 * Starts another gateway in front of the same subgraph processes.
 *
 * @param redisUrl where it keeps answers; in memory without
 * @returns its address
 */
export async function startGatewayBeside(
  product: RunningProduct,
  lifetime: Lifetime,
  redisUrl?: string,
): Promise<string> {
  const log = silentLogger();
  const urls = product.subgraphUrls;
  const settings = Settings.parse({ NODE_ENV: 'test', ...PATIENT });
  const versions = createChangeVersions(await product.database.urlFor('gateway'), log);
  lifetime.add('change versions', versions, (open) => open.close());
  const store = redisUrl ? await openRedisStore(redisUrl, log) : createMemoryStore(10_000_000);
  lifetime.add('store', store, async (open) => open.close());
  const gateway = await createGateway({
    ...gatewaySettings(settings, log),
    supergraph: readSupergraph(supergraphPath(settings)),
    transports: Object.fromEntries(
      Object.entries(urls).map(([name, url]) => [name, { kind: 'http' as const, url: `${url}/graphql` }]),
    ),
    verifier: createTokenVerifier({
      keys: remoteKeys(`${urls['identity']}/.well-known/jwks.json`),
      isRevoked: () => false,
    }),
    metrics: new Registry(),
    responseCache: { versions, store },
  });
  lifetime.add('gateway', gateway, (open) => open.close());
  return gateway.app.listen({ port: 0, host: '127.0.0.1' });
}
