/* `npm run crm`: the crm subgraph as a process of its own; its jobs run in `npm run worker`. */
import { configuredKommo } from '../../../main/kommo';
import { openCrm, openCrmDeps } from '../../../main/parts';
import { openJobs, openPlatform, openRemoteVerifier, runProcess } from '../../../main/platform';
import { serveSubgraph } from '../../../main/serve-subgraph';

void runProcess('crm', 4002, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const verifier = await openRemoteVerifier(platform, 'crm');
  const jobs = await openJobs(platform);
  const deps = await openCrmDeps(platform, { verifier, jobs, kommo: configuredKommo(platform) });
  await serveSubgraph(platform, openCrm(platform, deps));
});
