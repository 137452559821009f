import type { FastifyReply, FastifyRequest } from 'fastify';
import { getVariableValues, type GraphQLFormattedError } from 'graphql';
import type { Masking } from '../../../service-kit/masking';
import { clientOf } from '../client-name';
import type { GatewayContext } from '../context';
import type { GatewayMetrics } from '../metrics';
import { recordOperation } from '../operation-metrics';
import type { PersistedOperations } from '../persisted/persisted-operations';
import { countsFor } from '../persisted/safelist';
import type { TrustedDocument } from '../persisted/trusted';
import type { Operation } from '../pipeline/operation';
import type { OperationAnswer, OperationRequest } from '../pipeline/stage';
import type { ServedGraph } from '../served-graph';
import { AnswerHead, asGraphQLError, formatErrors } from './answer';
import { readPlain, type PlainRequest } from './plain-request';

/*
 * Operations of the manifest need nothing of Apollo Server: they are parsed and validated already. When such a one is
 * asked in the plain way, it goes from the HTTP request to the stages directly, and its answer is the one that Apollo
 * Server would have given, byte for byte. Whatever is not plain, or does not go well before it is executed, goes through
 * Apollo Server as if this lane were not there.
 */

export interface FastLaneParts {
  /** The graph of the moment. */
  graphs: { readonly current: ServedGraph };
  persisted: PersistedOperations;
  masking: Masking<GatewayContext>;
  metrics: GatewayMetrics;
  contextOf: (request: FastifyRequest) => Promise<GatewayContext>;
}

/** Answers a request, and resolves to true; false or null when it is not for this lane. */
export type FastLane = (request: FastifyRequest, reply: FastifyReply) => Promise<boolean> | null;

export function createFastLane(parts: FastLaneParts): FastLane {
  const { graphs, persisted } = parts;

  async function take(plain: PlainRequest, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    let context: GatewayContext;
    try {
      context = await parts.contextOf(request);
    } catch {
      return false; // refused, and Apollo Server says so
    }
    const startedAt = performance.now();
    const graph = graphs.current;
    const document = persisted.for(graph)?.documents.get(plain.listed.body);
    const operation = document && chosen(document, plain.operationName, graph);
    if (!operation) return false;
    const client = clientOf(context.headers).name;
    if (!countsFor(plain.listed, client)) return false;
    const variables = coerced(operation, plain.variables);
    if (!variables) return false;
    persisted.metrics.count('fast', client);
    const head = new AnswerHead();
    const answer = await execute(parts, graph, { operation, variables, context, head });
    recordOperation(parts.metrics, {
      operation,
      errors: answer.errors,
      hasData: Boolean(answer.data),
      startedAt,
    });
    send(reply, head, plain.contentType, answer);
    return true;
  }

  return (request, reply) => {
    const listed = persisted.for(graphs.current);
    if (!listed || listed.documents.size === 0) return null;
    const plain = readPlain(request, listed.safelist);
    return plain && take(plain, request, reply);
  };
}

/** @returns undefined where Apollo Server refuses to choose, or to run it */
function chosen(document: TrustedDocument, name: string | null, graph: ServedGraph): Operation | undefined {
  const operation = name === null ? document.only : document.operations.get(name);
  if (!operation || name === '' || operation.type === 'subscription') return undefined;
  return graph.schema.getRootType(operation.type) ? operation : undefined;
}

function coerced({ schema, definition }: Operation, given: PlainRequest['variables']) {
  const { variableDefinitions = [] } = definition;
  if (variableDefinitions.length === 0) return {};
  return getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 }).coerced ?? null;
}

interface FormattedAnswer extends Omit<OperationAnswer, 'errors'> {
  errors?: GraphQLFormattedError[] | undefined;
}

async function execute(
  { masking }: FastLaneParts,
  graph: ServedGraph,
  request: OperationRequest & { head: AnswerHead },
): Promise<FormattedAnswer> {
  let answer: OperationAnswer;
  try {
    answer = await graph.execute(request);
  } catch (thrown) {
    const error = asGraphQLError(thrown);
    masking.belong([error], request.context);
    return { errors: formatErrors([error], request.head, masking.formatError, request.head.status ?? 500) };
  }
  const { errors, ...rest } = answer;
  if (!errors) return rest;
  masking.belong(errors, request.context);
  const status = errors.length > 0 && rest.data === undefined ? 400 : undefined;
  return { ...rest, errors: formatErrors(errors, request.head, masking.formatError, status) };
}

function send(reply: FastifyReply, head: AnswerHead, contentType: string, answer: FormattedAnswer): void {
  void reply.header('cache-control', 'no-store');
  const { given } = head;
  if (given) for (const [name, value] of given) void reply.header(name, value);
  if (!given?.get('content-type')) void reply.header('content-type', contentType);
  void reply.code(head.status ?? 200);
  const { errors, data, extensions } = answer;
  void reply.send(`${JSON.stringify({ errors, data, extensions })}\n`);
}
