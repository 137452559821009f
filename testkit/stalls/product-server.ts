/*
 * The whole product in a process of its own: its subgraphs in the gateway's process, or behind servers. It tells its parent
 * what attackers know, and on request what its event loop and its memory went through.
 */
import { join } from 'node:path';
import { startProduct } from '../../main/all-in-one';
import { startGateway } from '../../main/gateway-process';
import { openKommo } from '../../main/kommo-or-simulator';
import { openCrm, openCrmDeps } from '../../main/crm-part';
import { openEstimates } from '../../main/estimates-part';
import { openIdentity } from '../../main/identity-part';
import {
  openBroadcast,
  openChanges,
  openJobs,
  openPlatform,
  openVerifier,
  type StartedWith,
} from '../../main/platform';
import { Settings } from '../../main/settings';
import { boundGarbage } from '../../service-kit/process/idle-memory';
import { silentLogger } from '../../service-kit/process/logger';
import { Lifetime } from '../../service-kit/process/process';
import { createExecutor, type Subgraph } from '../../service-kit/subgraph/subgraph';
import { createSubgraphServer } from '../../service-kit/subgraph/subgraph-server';
import { createSigningKeys } from '../../subgraphs/identity/src/auth/keys';
import { freePort } from '../ports';
import { tellOfLoop } from './loop-watch';
import { seedProduct } from './product-world';

const log = silentLogger();

/** As `main/*.ts` do it in a process each, in one: so that one event loop shows what all of them went through. */
async function startOverHttp(lifetime: Lifetime, read: StartedWith): Promise<void> {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const keys = createSigningKeys({ pem: undefined, folder: join(platform.dataDir, 'keys') });
  const broadcast = await openBroadcast(platform);
  const verifier = await openVerifier(platform, 'identity', broadcast, keys);
  const changes = await openChanges(platform, broadcast);
  const jobs = await openJobs(platform);
  const { kommo } = await openKommo(platform);
  const identity = await openIdentity(platform, { verifier, keys, broadcast, jobs });
  const crm = openCrm(platform, await openCrmDeps(platform, { verifier, jobs, changes, kommo }));
  const executeCrm = createExecutor(crm, log);
  const estimates = await openEstimates(platform, { verifier, changes, jobs, crm: executeCrm });
  const serve = async (subgraph: Subgraph): Promise<string> => {
    const server = await createSubgraphServer(subgraph, log);
    lifetime.add(`${subgraph.name} server`, server, (app) => app.close());
    return server.listen({ port: 0, host: '127.0.0.1' });
  };
  const settings = {
    ...read.settings,
    IDENTITY_URL: await serve(identity.subgraph),
    CRM_URL: await serve(crm),
    ESTIMATES_URL: await serve(estimates),
  };
  await startGateway(lifetime, { ...read, settings });
}

async function main(kind: string, databaseUrl: string, dataDir: string): Promise<void> {
  process.on('disconnect', () => process.exit());
  boundGarbage(); // as the processes of the product do
  const lifetime = new Lifetime(log);
  const given = {
    ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', SYNC_INTERVAL_SECONDS: '0' },
    ...{ DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
    ...{ KOMMO_AUTHORIZE_URL: 'http://127.0.0.1:9', KOMMO_ACCOUNT_URL: 'http://127.0.0.1:9/{subdomain}' }, // nobody connects
  };
  const read = { settings: Settings.parse(given), port: await freePort(), log };
  if (kind === 'http') await startOverHttp(lifetime, read);
  else await startProduct(lifetime, read);
  const world = await seedProduct(`http://127.0.0.1:${read.port}`, databaseUrl);
  tellOfLoop();
  process.send?.(world);
}

const [kind = '', databaseUrl = '', dataDir = ''] = process.argv.slice(2);
main(kind, databaseUrl, dataDir).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
