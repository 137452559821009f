/* `npm run worker`: every job of every subgraph, in a process of its own; run as many as the work needs. */
import { runMain } from '../service-kit/process';
import { startCrmWorkers } from '../subgraphs/crm/src/workers';
import { configuredKommo } from './kommo';
import { openCrmDeps } from './parts';
import { openJobs, openPlatform, openRemoteVerifier, readSettings } from './platform';

const read = readSettings('worker', 0);

void runMain(read.log, async (lifetime) => {
  const platform = await openPlatform(lifetime, read, { embedded: 'none' });
  const verifier = await openRemoteVerifier(platform, 'crm');
  const jobs = await openJobs(platform);
  const deps = await openCrmDeps(platform, { verifier, jobs, kommo: configuredKommo(platform) });
  lifetime.add('crm workers', await startCrmWorkers(deps), (workers) => workers.close());
  read.log.info('worker runs');
});
