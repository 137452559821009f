import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { getOperationAST, GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import { coerceVariables } from '../../../service-kit/http/variables';
import type { Logger } from '../../../service-kit/process/logger';
import type { GatewayContext } from '../pipeline/context';
import { operationOf, type OperationParts } from '../pipeline/operation';
import type { OperationRequest, ResponseHead } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import type { ServedGraph } from './served-graph';
import { type LiveOperation } from '../subscriptions/live-operation';
import { beginSubscription } from '../subscriptions/begin-subscription';

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
  /** Serves another graph from now on; the former one is closed a while after, when nothing runs on it. */
  replace(next: ServedGraph): void;
  /** Closes what is open. Resolves when done. */
  close(): Promise<void>;
}

/**
 * A request is parsed and validated before it reaches a graph, so a graph that was replaced gets requests for a moment
 * more. Kept for much longer, a graph that is replaced each second would be in memory many times over.
 */
const GRACE_MS = 3_000;

/**
 * Makes the switch, with the graph to begin with.
 *
 * @param options.graceMs how long a replaced graph is kept at least
 */
export function createGraphSwitch(
  first: ServedGraph,
  options: { log: Logger; graceMs?: number },
): GraphSwitch {
  let current = first;
  const bySchema = new Map<GraphQLSchema, ServedGraph>([[first.schema, first]]);
  const listeners = new Set<SchemaListener>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each graph in its grace
  const tell = (listener: SchemaListener) =>
    listener({ apiSchema: current.schema, coreSupergraphSdl: current.supergraph.gatewaySdl });

  async function executor(request: ApolloRequest): Promise<OperationAnswer> {
    const { document, operation: definition, schema, queryHash: hash } = request;
    const graph = bySchema.get(schema);
    if (!graph) return executeAnew(current, request);
    return execute(graph, request, { document, definition, schema, hash });
  }

  async function retire(graph: ServedGraph): Promise<void> {
    try {
      await sleep(options.graceMs ?? GRACE_MS, undefined, { signal: closing.signal });
      await graph.idle();
      if (!bySchema.delete(graph.schema)) return; // closed with all the others
      await graph.close();
    } catch (error) {
      if (closing.signal.aborted) return;
      options.log.error({ err: error }, 'a replaced graph did not close cleanly');
    }
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
        listeners.forEach(tell);
        return { executor: executor as never };
      },
      stop: async () => undefined, // the switch outlives it: see close()
    },
    replace(next) {
      if (closing.signal.aborted) return void next.close().catch(() => undefined); // came too late to be served
      const former = current;
      current = next;
      bySchema.set(next.schema, next);
      listeners.forEach(tell);
      retireSubscriptions(former); // they come back on the new graph
      void retire(former);
    },
    async close() {
      closing.abort();
      const open = [...bySchema.values()];
      bySchema.clear();
      await Promise.all(open.map(endOn));
    },
  };
}

/** Translates between Apollo Server's request and the stages'. */
async function execute(
  graph: ServedGraph,
  request: ApolloRequest,
  parts: OperationParts,
): Promise<OperationAnswer> {
  const { definition, schema } = parts;
  const { variables = {} } = request.request;
  const { coerced, errors } = coerceVariables(schema, definition.variableDefinitions ?? [], variables);
  if (errors) return { errors };
  const asked: OperationRequest = {
    operation: operationOf(parts),
    variables: coerced,
    context: request.context as GatewayContext,
    head: request.response?.http as ResponseHead,
  };
  if (asked.operation.type !== 'subscription') return graph.execute(asked);
  const answer = await beginSubscription(graph.execute, asked);
  const live = asked.context.subscription?.operation;
  if (live) keep(graph, live);
  return answer;
}

/** The subscriptions that run on each graph. */
const running = new WeakMap<ServedGraph, Set<LiveOperation>>();
/** Graphs whose subscriptions were ended. */
const retired = new WeakSet<ServedGraph>();

function keep(graph: ServedGraph, operation: LiveOperation): void {
  if (retired.has(graph)) return operation.interrupt('retired'); // its graph was replaced while it began
  const operations = running.get(graph) ?? new Set();
  running.set(graph, operations.add(operation));
  operation.whenOver(() => operations.delete(operation));
}

async function endOn(graph: ServedGraph): Promise<void> {
  retireSubscriptions(graph);
  await graph.close();
}

/** Tells the clients of running subscriptions to begin them anew. */
function retireSubscriptions(graph: ServedGraph): void {
  retired.add(graph);
  for (const operation of running.get(graph) ?? []) operation.interrupt('retired');
}

/** A request that took longer between its validation and here than its graph was kept: it is read again for another. */
async function executeAnew(graph: ServedGraph, request: ApolloRequest): Promise<OperationAnswer> {
  const document = parse(request.source); // anew: what hangs on its nodes belongs to one schema
  const errors = validate(graph.schema, document);
  const definition = getOperationAST(document, request.request.operationName);
  if (errors.length > 0 || !definition) return { errors: errors.map(asRefusal) };
  return execute(graph, request, { document, definition, schema: graph.schema, hash: request.queryHash });
}

const asRefusal = (error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
