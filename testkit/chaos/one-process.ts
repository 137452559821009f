import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '../../main/all-in-one';
import { urlOfPart } from '../../main/database-roles';
import { Settings } from '../../main/settings';
import { startEmbeddedPostgres } from '../../service-kit/postgres/embedded-postgres/embedded-postgres';
import { silentLogger } from '../../service-kit/process/logger';
import { Lifetime } from '../../service-kit/process/process';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { freePort } from '../ports';
import { seedOrganization } from '../seed';
import { askSql, type World } from './world';

/** What needs no process of its own: the product in this one, on a PostgreSQL of its own. */
export type SmallWorld = Pick<World, 'url' | 'sql' | 'organizations' | 'postgresLog' | 'stop'>;

/** Opens it with one organisation. @param settings of PostgreSQL */
export async function openSmallWorld(settings: Record<string, string>): Promise<SmallWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'cashcraft-chaos-'));
  chmodSync(folder, 0o711); // root has PostgreSQL run under another account
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings });
  const lifetime = new Lifetime(silentLogger());
  const port = await freePort();
  const variables = {
    ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: join(folder, 'data'), DATABASE_URL: postgres.url },
    ...{ SYNC_INTERVAL_SECONDS: '0', LIMIT_COST: '1000000' },
    KOMMO_ACCOUNT_URL: 'http://127.0.0.1:9/{subdomain}', // nobody's: no simulator is needed
    KOMMO_AUTHORIZE_URL: 'http://127.0.0.1:9',
  };
  await startProduct(lifetime, { settings: Settings.parse(variables), port, log: silentLogger() });
  const identity = await connectIdentity(await urlOfPart(postgres.url, 'identity'));
  const organizations = [await seedOrganization(identity)];
  await identity.destroy();
  return {
    url: `http://127.0.0.1:${port}`,
    organizations,
    postgresLog: join(folder, 'postgres', 'log'),
    sql: (text, values) => askSql(postgres.url, text, values),
    async stop() {
      await lifetime.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
