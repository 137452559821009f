import { createMemoryStore } from '../gateway/src/caching/entry-store';
import { openRedisStore } from '../gateway/src/caching/redis-store';
import type { GatewayOptions } from '../gateway/src/gateway-options';
import { createChangeVersions } from '../service-kit/changes/change-versions';
import { ConfigError } from '../service-kit/process/config';
import type { Platform } from './platform';

/**
 * The gateway's response cache as the environment wants it. A graph that isn't ours gets none: nothing tells when its data
 * changes.
 *
 * @throws ConfigError for RESPONSE_CACHE=redis without a Redis
 */
export async function openResponseCache({
  settings,
  lifetime,
  log,
  pooledUrlFor,
}: Platform): Promise<Pick<GatewayOptions, 'responseCache'>> {
  const { RESPONSE_CACHE: kind, RESPONSE_CACHE_MB: megabytes, REDIS_URL: redisUrl } = settings;
  if (kind === 'off' || settings.SUPERGRAPH_PATH !== undefined) return {};
  if (kind === 'redis' && !redisUrl) throw new ConfigError(['RESPONSE_CACHE: redis needs REDIS_URL']);
  const versions = createChangeVersions(await pooledUrlFor('gateway'), log);
  lifetime.add('change versions', versions, (open) => open.close());
  const store =
    kind === 'redis' && redisUrl
      ? await openRedisStore(redisUrl, log)
      : createMemoryStore(megabytes * 1_000_000);
  lifetime.add('response cache', store, async (open) => open.close());
  return { responseCache: { versions, store } };
}
