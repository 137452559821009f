import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../gateway/src/gateway';
import { loadSupergraph } from '../../gateway/src/supergraph/supergraph';
import type { SubgraphTransport } from '../../gateway/src/sources/transports';
import { listen } from '../../service-kit/http/http';
import { createLogger } from '../../service-kit/process/logger';
import { OPERATIONS } from '../operations';
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
 * @param options.listed the operations are in its manifest, so that they take the lane of known documents from the first request on
 * @param options.verbatimParts false has every answer of a subgraph parsed and written again
 * @param options.knownDocumentsLane false has Apollo Server parse, look up and answer every request
 */
export async function startOurGateway(
  { supergraphSdl, publicKeyPem }: ContenderSetup,
  transports: Readonly<Record<string, SubgraphTransport>>,
  { listed = false, knownDocumentsLane = true, verbatimParts = true } = {},
): Promise<RunningContender> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const { app, close } = await createGateway({
    supergraph: loadSupergraph(supergraphSdl, 'of the benchmark', 'public'),
    transports,
    verifier: createBenchVerifier(publicKeyPem),
    log: createLogger({ name: 'gateway' }),
    environment: 'production',
    limits: { rates: UNREACHED },
    knownDocumentsLane,
    verbatimParts,
    ...(listed ? { persisted: { manifestPath: writeManifest(folder) } } : {}),
  });
  const address = await listen(app, { name: 'our gateway', host: '127.0.0.1', port: 0, variable: 'PORT' });
  return {
    url: `${address}/graphql`,
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeManifest(folder: string): string {
  const path = join(folder, 'manifest.json');
  writeFileSync(path, JSON.stringify(Object.fromEntries(OPERATIONS.map(({ name, query }) => [name, query]))));
  return path;
}
