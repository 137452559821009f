import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../pipeline/context';
import { clientOf } from './client-name';
import type { GatewayMetrics } from './metrics';

/** An operation that was answered. */
export interface AnsweredOperation {
  /** Null for what was not executed: it has no name of its own. */
  readonly operation: { readonly type: string; readonly name: string | null } | null;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
  readonly hasData: boolean;
  /** Whether its caller has a token that is good. */
  readonly isKnownCaller: boolean;
  /** What the client calls itself. */
  readonly client: string | null;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

/** Counts an operation by name and outcome, and its errors by code. */
export function recordOperation(metrics: GatewayMetrics, answered: AnsweredOperation): void {
  const { operation: asked, errors = [], hasData, isKnownCaller, client, startedAt } = answered;
  const isPermitted = hasData && !errors.some(({ extensions }) => isDenial(extensions?.['code']));
  const by = !isPermitted ? 'nobody' : isKnownCaller ? 'caller' : 'anybody';
  const operation = asked ? metrics.operationLabel(asked.name, by) : 'refused';
  const outcome = errors.length === 0 ? 'ok' : hasData ? 'partial' : 'failed';
  metrics.operations.add(operation, asked?.type ?? 'none', outcome);
  metrics.clients.add(metrics.clientLabel(client, by), outcome);
  metrics.operationSeconds.observe((performance.now() - startedAt) / 1000, operation);
  for (const { extensions } of errors) metrics.errors.inc({ code: String(extensions?.['code']) });
}

const isDenial = (code: unknown): boolean => code === 'UNAUTHENTICATED' || code === 'FORBIDDEN';

/** Records what Apollo Server answers. */
export function operationMetrics(metrics: GatewayMetrics): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operation, operationName, response, contextValue }) {
          const result = response.body.kind === 'single' ? response.body.singleResult : null;
          recordOperation(metrics, {
            operation: operation ? { type: operation.operation, name: operationName ?? null } : null,
            errors: result?.errors,
            hasData: Boolean(result?.data),
            isKnownCaller: contextValue.viewer !== null,
            client: clientOf(contextValue.headers).name,
            startedAt,
          });
        },
      };
    },
  };
}
