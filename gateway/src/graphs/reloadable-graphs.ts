import { createGraphSwitch, type GraphSwitch } from './apollo-seam';
import type { GatewayMetrics } from '../telemetry/metrics';
import type { BreakerState } from '../sources/resilience/circuit-breaker';
import { openGraph, type GraphOptions, type ServedGraph } from './served-graph';
import { createSharedSources } from './shared-sources';
import type { Supergraph } from '../supergraph/supergraph';
import { refuseUnknown, type SourceOptions } from '../sources/transports';
import { createReloader, type Reloader, type SupergraphStatus } from './reloader';

export interface ReloadOptions extends SourceOptions, Omit<GraphOptions, 'metrics'> {
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
  refuseUnknown(first, options.transports); // later on a subgraph may go, and come back
  const shared = createSharedSources(options, metrics);
  async function open(supergraph: Supergraph): Promise<ServedGraph> {
    const graph = await openGraph({ ...options, metrics, supergraph, sources: shared.lease(supergraph) });
    await options.prepare(graph);
    return graph;
  }
  const graphs = createGraphSwitch(await open(first), { log: options.log });
  const serve = async (next: Supergraph) => graphs.replace(await open(next));
  const reloader = createReloader(first, serve, { metrics, log: options.log });
  return {
    graphs,
    reload: (read) => reloader.reload(read),
    details: () => ({ supergraph: reloader.status, circuitBreakers: shared.breakerStates() }),
  };
}
