/* `npm run crm`: the crm subgraph as a process of its own; its jobs run in `npm run worker`. */
import { tellSearchTrouble } from './embedded-database';
import { configuredKommo } from './kommo';
import { openCrm, openCrmDeps } from './crm-part';
import {
  openBroadcast,
  openChanges,
  openJobs,
  openPlatform,
  openRemoteVerifier,
  runProcess,
} from './platform';
import { serveSubgraph } from './serve-subgraph';

void runProcess('crm', 4002, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  await tellSearchTrouble(platform.databaseUrl, platform.log);
  const broadcast = await openBroadcast(platform);
  const verifier = await openRemoteVerifier(platform, 'crm', broadcast);
  const changes = await openChanges(platform, broadcast);
  const jobs = await openJobs(platform);
  const deps = await openCrmDeps(platform, { verifier, jobs, changes, kommo: configuredKommo(platform) });
  await serveSubgraph(platform, openCrm(platform, deps));
});
