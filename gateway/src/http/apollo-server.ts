import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { isTracing } from '../../../service-kit/telemetry/tracing';
import { quiet } from '../../../service-kit/process/quiet-logger';
import type { GatewayContext } from '../pipeline/context';
import type { GatewayParts } from '../gateway-parts';
import type { GatewayOptions } from '../gateway-options';
import { operationChoice } from '../pipeline/operation-choice';
import { operationMetrics } from '../telemetry/operation-metrics';
import { documentSpans } from '../telemetry/operation-spans';
import { repeatedErrors } from './repeated-errors';
import { tokenRefusals } from './token-refusals';

/** Makes the Apollo Server of the general lane: it parses and validates, and hands operations over to the graph of the moment. */
export function createApolloServer(
  { log, environment }: GatewayOptions,
  { graphs, metrics, rules, persisted, known, masking }: GatewayParts,
): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: graphs.gatewayInterface,
    logger: quiet(log),
    nodeEnv: environment,
    introspection: true, // refused by a rule of ours, where it is
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: rules.parseOptions,
    validationRules: rules.rules,
    documentStore: null, // known documents take its place
    persistedQueries: persisted.automatic,
    formatError: (formatted, error) => masking.formatError(formatted, error),
    plugins: [
      masking.plugin,
      repeatedErrors,
      tokenRefusals({ graphs, formatError: masking.formatError }),
      operationMetrics(metrics),
      ...(isTracing() ? [documentSpans] : []),
      persisted.metrics.plugin,
      operationChoice,
      known.plugin,
      ...WITHOUT,
    ],
  });
}

/** What Apollo Server would do by itself, or as soon as it finds APOLLO_KEY in the environment. */
const WITHOUT = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
];
