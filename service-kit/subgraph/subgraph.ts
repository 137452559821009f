import type { FastifyInstance } from 'fastify';
import {
  GraphQLError,
  type DocumentNode,
  parse,
  validate,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { aboutRequest } from './about-request';
import { createOperation, type RunOperation } from './compiled-operation';
import type { RequestFacts } from './context';
import { asGraphQLError, formatErrorWith, formattedOf } from '../errors/errors';
import type { Logger } from '../process/logger';
import { inSpan } from '../telemetry/tracing';
import { conditionalRootOf } from './subscription-root';

/** One subgraph, made by its `createSubgraph(deps)`: nothing in it listens or connects by itself. */
export interface Subgraph {
  /** As its SDL's file is called. */
  readonly name: string;
  /** Executable, shielded, with `_service` and `_entities`. */
  readonly schema: GraphQLSchema;
  /** A context of its own for each request: two subgraphs in one process never share one (shield caches on it). */
  createContext(facts: RequestFacts): Promise<object>;
  /** HTTP routes beside GraphQL (JWKS, OAuth call-back, webhooks), for the process that faces the public. */
  routes?(app: FastifyInstance): void;
  /** @throws when a part it can't work without is not reachable */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export interface SubgraphOperation {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
  facts: RequestFacts;
}

export interface SubgraphResult {
  data?: ExecutionResult['data'];
  errors?: readonly GraphQLFormattedError[];
}

/** Executes operations on one subgraph in this process. */
export type SubgraphExecutor = (operation: SubgraphOperation) => Promise<SubgraphResult>;

const CACHED_OPERATIONS = 1_000;

type Prepared = { run: RunOperation } | { errors: readonly GraphQLError[] };

/**
 * Makes an in-process executor: parses and validates a document once, compiles it when it is asked repeatedly, masks
 * errors as the HTTP server does.
 *
 * @param subgraph to run
 * @param log where masked errors go
 * @param warmRuns how often an operation runs before it is compiled
 */
export function createExecutor(subgraph: Subgraph, log: Logger, warmRuns?: number): SubgraphExecutor {
  const operations = new LRUCache<string, Prepared>({ max: CACHED_OPERATIONS });

  function prepare(query: string, operationName: string | undefined): Prepared {
    const key = operationName === undefined ? query : `${operationName} ${query}`;
    const known = operations.get(key);
    if (known) return known;
    const prepared = prepareOperation(subgraph.schema, query, operationName, warmRuns);
    operations.set(key, prepared);
    return prepared;
  }

  const start = () => ({ attributes: { 'cashcraft.subgraph': subgraph.name } });
  return async ({ query, variables, operationName, facts }) => {
    const mask = formatErrorWith({
      report: (error) =>
        log.error(
          { subgraph: subgraph.name, ...aboutRequest(facts, null, operationName), err: error },
          'fault masked',
        ),
    });
    const format = (errors: readonly unknown[]) => errors.map((error) => mask(formattedOf(error), error));
    const prepared = prepare(query, operationName);
    if ('errors' in prepared) return { errors: format(prepared.errors) };
    let contextValue;
    try {
      contextValue = await subgraph.createContext(facts);
    } catch (error) {
      return { errors: format([asGraphQLError(error)]) };
    }
    const { data, errors } = await inSpan(subgraph.name, start, () => prepared.run(contextValue, variables));
    if (!errors) return { data };
    return { data, errors: format(data === undefined ? errors.map(asRequestError) : errors) };
  };
}

function prepareOperation(
  schema: GraphQLSchema,
  query: string,
  operationName: string | undefined,
  warmRuns: number | undefined,
): Prepared {
  const parsed = parseAndValidate(schema, query);
  return 'errors' in parsed
    ? parsed
    : { run: createOperation(schema, parsed.document, operationName, warmRuns) };
}

/** Takes a document's text; answers it parsed, or its errors with their codes. */
export function parseAndValidate(
  schema: GraphQLSchema,
  query: string,
): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  try {
    const document = parse(query);
    const refusal = conditionalRootOf(document); // on which a rule of validation throws
    if (refusal !== null)
      return { errors: [withCode(new GraphQLError(refusal), 'GRAPHQL_VALIDATION_FAILED')] };
    const errors = validate(schema, document);
    if (errors.length === 0) return { document };
    return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  } catch (error) {
    return { errors: [withCode(asGraphQLError(error), 'GRAPHQL_PARSE_FAILED')] };
  }
}

/** graphql-js's words for a request of which it can't tell what to run. */
const WHICH_OPERATION = /^(Must provide (an )?operation|Unknown operation named)/;

/**
 * An error in an answer without data: nothing was executed, because the request was not right. graphql-js gives these no
 * codes.
 */
export function asRequestError(error: GraphQLError): GraphQLError {
  const { originalError } = error as { originalError?: unknown };
  const isOwn = !originalError || originalError instanceof GraphQLError; // a scalar's, of a variable
  if (!(error instanceof GraphQLError) || !isOwn || error.path || error.extensions['code']) return error;
  return withCode(
    error,
    WHICH_OPERATION.test(error.message) ? 'OPERATION_RESOLUTION_FAILURE' : 'BAD_USER_INPUT',
  );
}

/** Gives an error its code, unless a scalar that read a literal gave it one. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions, path } = error;
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { code, ...error.extensions },
  });
}
