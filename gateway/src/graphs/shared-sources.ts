import type { GatewayMetrics } from '../telemetry/metrics';
import type { BreakerState } from '../sources/resilience/circuit-breaker';
import type { SubgraphSource } from '../sources/subgraph-source';
import type { Supergraph } from '../supergraph/supergraph';
import {
  openSource,
  refuseBadAddresses,
  transportsOf,
  type OpenSource,
  type SourceOptions,
  type SubgraphTransport,
} from '../sources/transports';

/** The sources of all graphs that are served: a subgraph that stays where it is keeps its connections and its breaker. */
export interface SharedSources {
  /**
   * The sources of a supergraph's subgraphs. Each is to be closed by whoever leased it; what is behind it closes with
   * its last lease.
   *
   * @throws ConfigError for an address that is none
   */
  lease(supergraph: Supergraph): SubgraphSource[];
  /** What the circuit breakers say, by subgraph. */
  breakerStates(): Record<string, BreakerState>;
}

interface Shared extends OpenSource {
  readonly transport: SubgraphTransport;
  leases: number;
}

export function createSharedSources(options: SourceOptions, metrics: GatewayMetrics): SharedSources {
  /** By name; more than one while a subgraph moves to another address. */
  const open = new Map<string, Shared[]>();

  function find(name: string, transport: SubgraphTransport): Shared {
    const ofName = open.get(name) ?? [];
    let shared = ofName.find((one) => isSame(one.transport, transport));
    if (!shared) {
      shared = { ...openSource(name, transport, options, metrics), transport, leases: 0 };
      open.set(name, [...ofName, shared]);
    }
    return shared;
  }

  async function release(name: string, shared: Shared): Promise<void> {
    shared.leases -= 1;
    if (shared.leases > 0) return;
    const left = (open.get(name) ?? []).filter((one) => one !== shared);
    if (left.length > 0) open.set(name, left);
    else {
      open.delete(name);
      metrics.breakerState.remove({ subgraph: name });
    }
    await shared.source.close();
  }

  return {
    lease(supergraph) {
      const transports = transportsOf(supergraph, options.transports);
      refuseBadAddresses(transports);
      return [...transports].map(([name, transport]) => {
        const shared = find(name, transport);
        shared.leases += 1;
        return leaseOf(shared.source, () => release(name, shared));
      });
    },
    breakerStates() {
      const states = [...open].map(([name, ofName]) => [name, ofName.at(-1)?.breakerState()] as const);
      return Object.fromEntries(states.filter(([, state]) => state)) as Record<string, BreakerState>;
    },
  };
}

const isSame = (one: SubgraphTransport, other: SubgraphTransport): boolean =>
  one.kind === 'http'
    ? other.kind === 'http' && one.url === other.url
    : other.kind === 'in-process' && one.execute === other.execute;

function leaseOf(source: SubgraphSource, release: () => Promise<void>): SubgraphSource {
  let released: Promise<void> | null = null;
  return {
    name: source.name,
    fetch: (request) => source.fetch(request),
    ...(source.subscribe ? { subscribe: source.subscribe } : {}),
    close: () => (released ??= release()),
  };
}
