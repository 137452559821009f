import { startProduct } from '../../main/all-in-one';
import { Settings } from '../../main/settings';
import { silentLogger } from '../../service-kit/process/logger';
import { Lifetime } from '../../service-kit/process/process';
import type { RunningContender } from '../contenders/contender';
import type { StoredSetup } from './stored-setup';

/** The load comes from one address and 64 users: rates are counted as ever, but none is reached. */
const UNREACHED = {
  RATE_LIMIT_ADDRESS_PER_MINUTE: '1000000000',
  RATE_LIMIT_USER_PER_HOUR: '1000000000',
  RATE_LIMIT_POINTS: '1000000000',
  RATE_LIMIT_POINTS_PER_SECOND: '1000000',
};

/**
 * The whole product as `npm start` runs it in production: gateway, subgraphs and workers in this process.
 *
 * @param options.listed the operations are in its manifest, so that they take the lane of known documents
 * @param options.cached its response cache is on
 */
export async function startOurProduct(
  { databaseUrl, dataDir, manifestPath, privateKeyPem }: StoredSetup,
  options: { listed?: boolean; cached?: boolean },
): Promise<RunningContender> {
  const lifetime = new Lifetime(silentLogger());
  const settings = Settings.parse({
    NODE_ENV: 'production',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    JWT_PRIVATE_KEY: privateKeyPem,
    RESPONSE_CACHE: options.cached ? 'memory' : 'off',
    SYNC_INTERVAL_SECONDS: '0', // there is no Kommo to be asked
    ...(options.listed ? { PERSISTED_OPERATIONS_PATH: manifestPath } : {}),
    ...UNREACHED,
  });
  const { url } = await startProduct(lifetime, { settings, port: 0, log: silentLogger() });
  return { url: `${url}/graphql`, close: () => lifetime.stop() };
}
