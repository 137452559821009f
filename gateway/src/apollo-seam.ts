import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { getVariableValues, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from './context';
import { operationOf } from './pipeline/operation';
import type { OperationAnswer, OperationRequest, ResponseHead } from './pipeline/stage';
import type { ServedGraph } from './served-graph';
import { beginSubscription, type LiveOperation } from './subscriptions/live-operation';

/** Apollo Server's seam for "something else executes": load a schema, answer an executor. */
type GatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];
type ApolloExecutor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;
type ApolloRequest = Parameters<ApolloExecutor>[0];
type SchemaListener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];

/** Which graph answers. It can be exchanged while requests are in flight: each ends on the one it began with. */
export interface GraphSwitch {
  readonly current: ServedGraph;
  /** For the option `gateway` of Apollo Server. */
  readonly gatewayInterface: GatewayInterface;
  /** Serves another graph from now on; the former one is closed when its last request has ended. */
  replace(next: ServedGraph): void;
  /** Closes what is open. Resolves when done. */
  close(): Promise<void>;
}

/** Makes the switch, with the graph to begin with. */
export function createGraphSwitch(first: ServedGraph): GraphSwitch {
  let current = first;
  const bySchema = new Map<GraphQLSchema, GraphInUse>([[first.schema, new GraphInUse(first)]]);
  const listeners = new Set<SchemaListener>();
  const tell = (listener: SchemaListener) =>
    listener({ apiSchema: current.schema, coreSupergraphSdl: current.supergraph.gatewaySdl });

  async function executor(request: ApolloRequest): Promise<OperationAnswer> {
    const inUse = bySchema.get(request.schema);
    if (!inUse) throw new Error('a request was validated against a graph that is no longer served');
    return inUse.during(() => execute(inUse, request));
  }

  return {
    get current() {
      return current;
    },
    gatewayInterface: {
      onSchemaLoadOrUpdate(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async load() {
        for (const listener of listeners) tell(listener);
        return { executor: executor as never };
      },
      stop: async () => undefined, // the switch outlives it: see close()
    },
    replace(next) {
      const former = bySchema.get(current.schema);
      current = next;
      bySchema.set(next.schema, new GraphInUse(next));
      for (const listener of listeners) tell(listener);
      former?.retireSubscriptions(); // they come back on the new graph
      if (former) void former.closeWhenIdle().then(() => bySchema.delete(former.graph.schema));
    },
    async close() {
      for (const inUse of bySchema.values()) inUse.retireSubscriptions();
      await Promise.all([...bySchema.values()].map((inUse) => inUse.graph.close()));
      bySchema.clear();
    },
  };
}

/** A graph with a count of the requests on it. */
class GraphInUse {
  #inFlight = 0;
  #onIdle: (() => void) | null = null;
  readonly #live = new Set<LiveOperation>();

  constructor(readonly graph: ServedGraph) {}

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#onIdle?.();
    }
  }

  /** Keeps a subscription in mind until it is over. */
  keep(operation: LiveOperation): void {
    this.#live.add(operation);
    operation.whenOver(() => this.#live.delete(operation));
  }

  /** Tells the clients of running subscriptions to begin them anew. */
  retireSubscriptions(): void {
    for (const operation of this.#live) operation.interrupt('retired');
  }

  async closeWhenIdle(): Promise<void> {
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.graph.close();
  }
}

/** A list of thousands of wrong values would have as many errors. */
const MAX_VARIABLE_ERRORS = 50;

/** Translates between Apollo Server's request and the stages'. */
async function execute(inUse: GraphInUse, request: ApolloRequest): Promise<OperationAnswer> {
  const { graph } = inUse;
  const { document, operation: definition, schema, queryHash, context } = request;
  const coerced = getVariableValues(
    schema,
    definition.variableDefinitions ?? [],
    request.request.variables ?? {},
    { maxErrors: MAX_VARIABLE_ERRORS },
  );
  if (coerced.errors) return { errors: coerced.errors };
  const asked: OperationRequest = {
    operation: operationOf({ document, definition, schema, hash: queryHash }),
    variables: coerced.coerced,
    context: context as GatewayContext,
    head: request.response?.http as ResponseHead,
  };
  if (asked.operation.type !== 'subscription') return graph.execute(asked);
  const answer = await beginSubscription(graph.execute, asked);
  const live = asked.context.subscription?.operation;
  if (live) inUse.keep(live);
  return answer;
}
