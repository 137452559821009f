import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from './context';
import type { GatewayMetrics } from './metrics';

/** Counts operations by name and outcome, and errors by code. What was not executed has no name of its own. */
export function operationMetrics(metrics: GatewayMetrics): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operation, operationName, response }) {
          const result = response.body.kind === 'single' ? response.body.singleResult : null;
          const errors = result?.errors ?? [];
          const label = operation ? metrics.operationLabel(operationName) : 'refused';
          const outcome = errors.length === 0 ? 'ok' : result?.data ? 'partial' : 'failed';
          metrics.operations.inc({ operation: label, type: operation?.operation ?? 'none', outcome });
          metrics.operationSeconds.observe({ operation: label }, (performance.now() - startedAt) / 1000);
          for (const { extensions } of errors) metrics.errors.inc({ code: String(extensions?.['code']) });
        },
      };
    },
  };
}
