import { createGraphSwitch, type GraphSwitch } from './apollo-seam';
import type { IsOverrideActive } from '../engine/foreign-graphs/overrides';
import type { GatewayMetrics } from '../telemetry/metrics';
import type { BreakerState } from '../sources/resilience/circuit-breaker';
import { openGraph, type ServedGraph, type StageFactory } from './served-graph';
import { createSharedSources } from './shared-sources';
import type { Supergraph } from '../supergraph/supergraph';
import { refuseUnknown, type SourceOptions } from '../sources/transports';
import type { GraphQLScalarType } from 'graphql';
import { createReloader, type Reloader, type SupergraphStatus } from './reloader';

export interface ReloadOptions extends SourceOptions {
  executor: string;
  stages: readonly StageFactory[];
  /** Custom scalars whose values are checked before anything is planned. */
  scalars?: readonly GraphQLScalarType[];
  isOverrideActive?: IsOverrideActive;
  /** What is done to a graph before it serves. */
  prepare(graph: ServedGraph): Promise<unknown>;
}

export interface ReloadableGraphs {
  readonly graphs: GraphSwitch;
  readonly reload: Reloader['reload'];
  /** For `/health`. */
  details(): { supergraph: SupergraphStatus; circuitBreakers: Record<string, BreakerState> };
}

/**
 * Opens the first graph, and makes what opens the next ones beside it. Whatever outlives a graph (a store, a counter) is
 * made by the caller, once, and not in a stage's factory.
 *
 * @throws SupergraphError for a supergraph that can't be built
 * @throws ConfigError for an unknown executor or subgraph, or an address that is none
 */
export async function openReloadableGraphs(
  first: Supergraph,
  options: ReloadOptions,
  metrics: GatewayMetrics,
): Promise<ReloadableGraphs> {
  const { executor, stages, scalars, isOverrideActive, log } = options;
  refuseUnknown(first, options.transports); // later on a subgraph may go, and come back
  const shared = createSharedSources(options, metrics);
  async function open(supergraph: Supergraph): Promise<ServedGraph> {
    const sources = shared.lease(supergraph);
    const graph = await openGraph({
      ...{ supergraph, sources, executor, stages, scalars, isOverrideActive, log },
    });
    await options.prepare(graph);
    return graph;
  }
  const graphs = createGraphSwitch(await open(first), { log });
  const reloader = createReloader(first, async (next) => graphs.replace(await open(next)), { metrics, log });
  return {
    graphs,
    reload: (read) => reloader.reload(read),
    details: () => ({ supergraph: reloader.status, circuitBreakers: shared.breakerStates() }),
  };
}
