import { createGateway } from '../../gateway/src/gateway';
import { loadSupergraph } from '../../gateway/src/supergraph';
import type { SubgraphTransport } from '../../gateway/src/transports';
import { listen } from '../../service-kit/http';
import { createLogger } from '../../service-kit/logger';
import { createBenchVerifier } from '../tokens';
import type { ContenderSetup, RunningContender } from './contender';

/** The load comes from one address and 64 users: rates are counted as ever, but none is reached. */
const UNREACHED = {
  perAddressPerMinute: 1_000_000_000,
  perUserPerHour: 1_000_000_000,
  points: 1_000_000_000,
  pointsPerSecond: 1_000_000,
};

/**
 * Our gateway as `npm run gateway` runs it in production: tokens verified, limits, masking, security headers, metrics.
 *
 * @param transports by subgraph; those not named are reached at the supergraph's addresses
 */
export async function startOurGateway(
  { supergraphSdl, publicKeyPem }: ContenderSetup,
  transports: Readonly<Record<string, SubgraphTransport>>,
): Promise<RunningContender> {
  const { app, close } = await createGateway({
    supergraph: loadSupergraph(supergraphSdl, 'of the benchmark', 'public'),
    transports,
    verifier: createBenchVerifier(publicKeyPem),
    log: createLogger({ name: 'gateway' }),
    environment: 'production',
    limits: { rates: UNREACHED },
  });
  const address = await listen(app, { name: 'our gateway', host: '127.0.0.1', port: 0, variable: 'PORT' });
  return { url: `${address}/graphql`, close };
}
