/* `npm run worker`: every job of every subgraph, in a process of its own; run as many as the work needs. */
import { startCrmWorkers } from '../subgraphs/crm/src/workers';
import { openEventWorkers } from './events';
import { configuredKommo } from './kommo';
import { openCrmDeps, startIdentityWorkers } from './parts';
import {
  openBroadcast,
  openChanges,
  openJobs,
  openPlatform,
  openRemoteVerifier,
  runProcess,
} from './platform';

void runProcess('worker', 0, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const broadcast = await openBroadcast(platform);
  const verifier = await openRemoteVerifier(platform, 'crm', broadcast);
  const changes = await openChanges(platform, broadcast);
  const jobs = await openJobs(platform);
  const deps = await openCrmDeps(platform, { verifier, jobs, changes, kommo: configuredKommo(platform) });
  lifetime.add('crm workers', await startCrmWorkers(deps), (workers) => workers.close());
  await startIdentityWorkers(platform);
  await openEventWorkers(platform, jobs);
  read.log.info('worker runs');
});
