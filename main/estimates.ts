/* `npm run estimates`: the estimates subgraph as a process of its own. */
import { openEstimates } from './estimates-part';
import {
  openBroadcast,
  openJobs,
  openChanges,
  openPlatform,
  openRemoteVerifier,
  runProcess,
} from './platform';
import { remoteExecutor } from './remote-executor';
import { serveSubgraph } from './serve-subgraph';

void runProcess('estimates', 4003, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const broadcast = await openBroadcast(platform);
  const verifier = await openRemoteVerifier(platform, 'estimates', broadcast);
  const changes = await openChanges(platform, broadcast);
  const jobs = await openJobs(platform);
  const crm = remoteExecutor(platform, 'crm', read.settings.CRM_URL);
  await serveSubgraph(platform, await openEstimates(platform, { verifier, changes, jobs, crm }));
});
