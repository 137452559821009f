import { startProduct } from '../main/all-in-one';
import { Settings } from '../main/settings';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { freePort } from '../testkit/ports';

/**
 * Starts the product on a database that is there, with nobody in Kommo's place.
 *
 * @param folder its data
 * @param environment settings besides
 */
export async function openProduct(databaseUrl: string, folder: string, environment: Record<string, string>) {
  const lifetime = new Lifetime(silentLogger());
  const settings = Settings.parse({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    KOMMO_AUTHORIZE_URL: 'http://127.0.0.1:9', // nobody: it is not asked
    KOMMO_ACCOUNT_URL: 'http://127.0.0.1:9/{subdomain}',
    SYNC_INTERVAL_SECONDS: '0',
    ...environment,
  });
  const product = await startProduct(lifetime, { settings, port: await freePort(), log: silentLogger() });
  return { ...product, lifetime };
}
