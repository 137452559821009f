import type { Logger } from '../../../service-kit/process/logger';
import { aboutRequest } from '../../../service-kit/subgraph/about-request';
import { inSpan, type SpanStart } from '../../../service-kit/telemetry/tracing';
import type { GatewayMetrics } from '../telemetry/metrics';
import { SubgraphFailure, type FailureReason, type SubgraphSource } from './subgraph-source';

type Outcome = 'ok' | 'errors' | 'fault' | FailureReason;

/**
 * No news of the subgraph, and as many as clients like: what is refused before anything was asked (the breaker's change of
 * state is in the log, once), and what was broken off because its client left.
 */
const QUIET: readonly Outcome[] = ['circuit-open', 'overloaded', 'abandoned'];

/** The same source, with its fetches counted, timed, and its failures in the log (with what clients may not see). */
export function observed(source: SubgraphSource, metrics: GatewayMetrics, log: Logger): SubgraphSource {
  const { name: subgraph } = source;
  const spanName = `fetch ${subgraph}`;
  const start = (): SpanStart => ({ kind: 'client', attributes: { 'cashcraft.subgraph': subgraph } });
  function count(outcome: Outcome, startedAt: number): void {
    metrics.fetches.add(subgraph, outcome);
    metrics.fetchSeconds.observe((performance.now() - startedAt) / 1000, subgraph);
  }

  return {
    name: subgraph,
    close: () => source.close(),
    async fetch(request) {
      if (request.facts.isAbandoned?.()) throw new SubgraphFailure(subgraph, 'abandoned');
      const startedAt = performance.now();
      try {
        const answer = await inSpan(spanName, start, () => source.fetch(request));
        count(answer.errors ? 'errors' : 'ok', startedAt);
        return answer;
      } catch (error) {
        const reason = error instanceof SubgraphFailure ? error.reason : 'fault';
        count(reason, startedAt);
        const level = QUIET.includes(reason) ? 'debug' : 'error';
        const about = aboutRequest(request.facts, null, request.operationName);
        log[level]({ subgraph, reason, ...about, err: error }, 'subgraph failed');
        throw error;
      }
    },
  };
}
