/* `npm run identity`: the identity subgraph as a process of its own. */
import { openIdentity } from '../../../main/parts';
import { openBroadcast, openPlatform, openVerifier, readSettings } from '../../../main/platform';
import { serveSubgraph } from '../../../main/serve-subgraph';
import { runMain } from '../../../service-kit/process';
import { createSigningKeys } from './auth/keys';

const read = readSettings('identity', 4001);

void runMain(read.log, async (lifetime) => {
  const platform = await openPlatform(lifetime, read, { embedded: 'none' });
  const keys = createSigningKeys({ dataDir: platform.dataDir, privateKeyPem: read.settings.JWT_PRIVATE_KEY });
  const broadcast = await openBroadcast(platform);
  const verifier = await openVerifier(platform, 'identity', broadcast, keys);
  const { subgraph } = await openIdentity(platform, { verifier, keys, broadcast });
  await serveSubgraph(platform, subgraph);
});
