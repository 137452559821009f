import type { ApolloServerPlugin } from '@apollo/server';
import {
  inSpan,
  isTracing,
  noteSpan,
  type Attributes,
  type Span,
  type SpanStart,
} from '../../../service-kit/telemetry/tracing';
import type { OperationAnswer } from '../pipeline/answer';
import type { GatewayContext } from '../pipeline/context';
import type { Execute, OperationRequest } from '../pipeline/stage';

/*
 * The spans of an operation in the gateway: its document is read and checked, then it goes through the stages and the engine, which
 * plans it if it has to and fetches from subgraphs.
 */

/** Runs an operation in a span. A part of a subscription is one of its own: its socket may be open for days. */
export function tracedOperation(request: OperationRequest, execute: Execute): Promise<OperationAnswer> {
  if (!isTracing()) return execute(request);
  const { operation } = request;
  return inSpan(
    `${operation.type} ${operation.name ?? 'anonymous'}`,
    () => startOf(request),
    async (span) => {
      const answer = await execute(request);
      if (span && answer.errors) noteErrors(span, answer.errors);
      return answer;
    },
  );
}

const startOf = ({ operation, context: { facts, viewer }, moment }: OperationRequest): SpanStart => ({
  kind: moment || !('end' in facts.trace) ? 'server' : 'internal',
  parent: facts.trace,
  attributes: {
    'graphql.operation.type': operation.type,
    'graphql.operation.name': operation.name ?? 'anonymous',
    'graphql.document.hash': operation.hash,
    'cashcraft.request_id': facts.requestId,
    ...(viewer ? orgOf(viewer) : {}),
  },
});

const orgOf = ({ orgId }: { readonly orgId: string }): Attributes => ({ 'cashcraft.org_id': orgId });

/** Codes only: messages quote what was sent. */
function noteErrors(span: Span, errors: NonNullable<OperationAnswer['errors']>): void {
  span.set('graphql.errors', errors.length);
  for (const { extensions } of errors) {
    const { code } = extensions;
    span.fail(
      typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,60}$/.test(code) ? code : 'INTERNAL_SERVER_ERROR',
    );
  }
}

const REFUSED = { code: 'GRAPHQL_VALIDATION_FAILED' };

/** Shows how long documents take that are not known yet. */
export const documentSpans: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async ({ contextValue: { facts } }) => {
    const timed = (name: string) => {
      const startedAt = performance.now();
      return async (failed?: unknown) =>
        noteSpan(name, { parent: facts.trace, startedAt }, failed ? REFUSED : undefined);
    };
    return {
      parsingDidStart: async () => timed('parse'),
      validationDidStart: async () => timed('validate'),
    };
  },
};
