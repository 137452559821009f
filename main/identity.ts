/* `npm run identity`: the identity subgraph as a process of its own. */
import { join } from 'node:path';
import { openIdentity } from './identity-part';
import { openBroadcast, openJobs, openPlatform, openVerifier, runProcess } from './platform';
import { serveSubgraph } from './serve-subgraph';
import { announceKeyChange } from '../service-kit/auth/key-changes';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';

void runProcess('identity', 4001, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: false });
  const keys = createSigningKeys({
    pem: read.settings.JWT_PRIVATE_KEY,
    folder: join(platform.dataDir, 'keys'),
  });
  const broadcast = await openBroadcast(platform);
  const verifier = await openVerifier(platform, 'identity', broadcast, keys);
  await announceKeyChange(broadcast, []); // a configured key may have come or gone with this start
  const { subgraph } = await openIdentity(platform, {
    verifier,
    keys,
    broadcast,
    jobs: await openJobs(platform),
  });
  await serveSubgraph(platform, subgraph);
});
