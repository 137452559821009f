import type { Logger } from '../../service-kit/logger';
import type { GatewayMetrics } from './metrics';
import { SubgraphFailure, type SubgraphSource } from './subgraph-source';

/** The same source, with its fetches counted, timed, and its failures in the log (with what clients may not see). */
export function observed(source: SubgraphSource, metrics: GatewayMetrics, log: Logger): SubgraphSource {
  const { name: subgraph } = source;
  return {
    name: subgraph,
    close: () => source.close(),
    async fetch(request) {
      if (request.facts.isAbandoned?.()) throw new SubgraphFailure(subgraph, 'abandoned');
      const startedAt = performance.now();
      let outcome = 'ok';
      try {
        const answer = await source.fetch(request);
        if (answer.errors) outcome = 'errors';
        return answer;
      } catch (error) {
        outcome = error instanceof SubgraphFailure ? error.reason : 'fault';
        log.error(
          { subgraph, reason: outcome, requestId: request.facts.requestId, err: error },
          'subgraph failed',
        );
        throw error;
      } finally {
        metrics.fetches.inc({ subgraph, outcome });
        metrics.fetchSeconds.observe({ subgraph }, (performance.now() - startedAt) / 1000);
      }
    },
  };
}
