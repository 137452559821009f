import { createLogger } from '../../service-kit/process/logger';
import { createExecutor } from '../../service-kit/subgraph/subgraph';
import { createBenchSubgraph, SUBGRAPH_NAMES } from '../subgraphs';
import { createBenchVerifier } from '../tokens';
import { createWorld } from '../world';
import type { ContenderSetup, StartContender } from './contender';
import { startOurGateway } from './ours';

/** Our gateway with the subgraphs in its own process, as `npm start` runs it: what they cost is in its numbers. */
export const start: StartContender = (setup) => startOurGateway(setup, inProcessTransports(setup));

/** The subgraphs of the benchmark, in this process. */
export function inProcessTransports({ publicKeyPem }: ContenderSetup) {
  const world = createWorld();
  const verifier = createBenchVerifier(publicKeyPem);
  const log = createLogger({ name: 'subgraphs' });
  const transports = SUBGRAPH_NAMES.map((name) => {
    const execute = createExecutor(createBenchSubgraph(name, world, verifier), log);
    return [name, { kind: 'in-process' as const, execute }] as const;
  });
  return Object.fromEntries(transports);
}
