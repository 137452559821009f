import { ConfigError } from '../../service-kit/config';
import type { Logger } from '../../service-kit/logger';
import type { SubgraphExecutor } from '../../service-kit/subgraph';
import type { SubgraphStreamer } from '../../service-kit/subgraph-stream';
import { createHttpSource } from './http-source';
import { createInProcessSource } from './in-process-source';
import type { GatewayMetrics } from './metrics';
import { createHttpEvents } from './subscriptions/http-events';
import { inProcessEvents } from './subscriptions/in-process-events';
import { observed } from './observed-source';
import type { SubgraphSource } from './subgraph-source';
import type { Supergraph } from './supergraph';

/** How to reach one subgraph. */
export type SubgraphTransport =
  | { kind: 'in-process'; execute: SubgraphExecutor; subscribe?: SubgraphStreamer }
  /** `url` replaces the supergraph's address. */
  | { kind: 'http'; url: string };

/**
 * Makes a source for each subgraph of the supergraph.
 *
 * @throws ConfigError for a transport of an unknown subgraph, and for an address that is none
 */
export function createSources(
  options: {
    supergraph: Supergraph;
    transports: Readonly<Record<string, SubgraphTransport>>;
    maxSubgraphAnswerBytes?: number;
    log: Logger;
  },
  metrics: GatewayMetrics,
): SubgraphSource[] {
  const { subgraphs } = options.supergraph;
  const transportOf = ({ name, url }: { name: string; url: string }): SubgraphTransport =>
    options.transports[name] ?? { kind: 'http', url };
  const names = subgraphs.map(({ name }) => name);
  const mistakes = [
    ...Object.keys(options.transports)
      .filter((name) => !names.includes(name))
      .map((name) => `The supergraph has no subgraph "${name}"; it has ${names.join(', ')}`),
    ...subgraphs
      .map((subgraph) => ({ name: subgraph.name, transport: transportOf(subgraph) }))
      .filter(({ transport }) => transport.kind === 'http' && !isHttpUrl(transport.url))
      .map(({ name }) => `The address of the subgraph "${name}" is not an http:// or https:// URL`),
  ];
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const maxAnswerBytes = options.maxSubgraphAnswerBytes;
  return subgraphs.map((subgraph) => {
    const { name } = subgraph;
    const transport = transportOf(subgraph);
    const source =
      transport.kind === 'in-process'
        ? createInProcessSource(name, transport.execute)
        : createHttpSource({ name, url: transport.url, ...(maxAnswerBytes ? { maxAnswerBytes } : {}) });
    return withEvents(observed(source, metrics, options.log), transport, options);
  });
}

/** The source with its subscriptions. */
function withEvents(
  source: SubgraphSource,
  transport: SubgraphTransport,
  { maxSubgraphAnswerBytes, log }: { maxSubgraphAnswerBytes?: number; log: Logger },
): SubgraphSource {
  const { name } = source;
  if (transport.kind === 'in-process') {
    const { subscribe } = transport;
    return subscribe ? { ...source, subscribe: inProcessEvents(name, subscribe) } : source;
  }
  const events = createHttpEvents({ name, url: transport.url, maxEventBytes: maxSubgraphAnswerBytes, log });
  return {
    ...source,
    subscribe: (request) => events.subscribe(request),
    close: async () => void (await Promise.all([source.close(), events.close()])),
  };
}

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
