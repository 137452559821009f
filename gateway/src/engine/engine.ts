import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../../service-kit/process/logger';
import type { Operation } from '../pipeline/operation';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import type { SubgraphAnswer, SubgraphEvents, SubgraphSource } from '../sources/subgraph-source';
import type { IsOverrideActive } from './foreign-graphs/overrides';
import type { EngineMetrics } from '../telemetry/metrics';
import type { Supergraph } from '../supergraph/supergraph';

/** Executes operations over the subgraphs of one supergraph. */
export interface Engine {
  /** The schema clients see; operations are validated against it. */
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  /** Does what can be done before the first request of a trusted operation, and keeps it. */
  prepare?(operation: Operation): void | Promise<void>;
  /** Absent in an engine that can't do subscriptions. */
  readonly subscriptions?: SubscriptionEngine;
  close(): Promise<void>;
}

/** What an engine does for subscriptions; the request's operation is one. */
interface SubscriptionEngine {
  /** Begins it at the subgraph that has its field. @returns its events, or the answer that refuses it */
  begin(request: OperationRequest): Promise<SubgraphEvents | OperationAnswer>;
  /** Completes an event with what other subgraphs have of the selection, and shapes it as the client asked. */
  complete(request: OperationRequest, event: SubgraphAnswer): Promise<OperationAnswer>;
}

export interface EngineParts {
  supergraph: Supergraph;
  /** One per subgraph of the supergraph; they belong to the caller. */
  sources: readonly SubgraphSource[];
  log: Logger;
  /** Decides labels of `@override` that are no percentages; they are never active without it. */
  isOverrideActive?: IsOverrideActive | undefined;
  /** How long the planning of one operation may take, in ms; PLAN_LIMITS has the default. */
  planMs?: number;
  /** Without it nothing is counted. */
  metrics?: EngineMetrics | undefined;
}
