/* `npm run estimates`: the estimates subgraph as a process of its own. */
import { openEstimates } from '../../../main/parts';
import { openPlatform, openRemoteVerifier, readSettings } from '../../../main/platform';
import { remoteExecutor } from '../../../main/remote-executor';
import { serveSubgraph } from '../../../main/serve-subgraph';
import { runMain } from '../../../service-kit/process';

const read = readSettings('estimates', 4003);

void runMain(read.log, async (lifetime) => {
  const platform = await openPlatform(lifetime, read, { embedded: 'none' });
  const verifier = await openRemoteVerifier(platform, 'estimates');
  const crm = remoteExecutor(platform, 'crm', read.settings.CRM_URL);
  await serveSubgraph(platform, await openEstimates(platform, { verifier, crm }));
});
