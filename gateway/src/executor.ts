import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { ConfigError } from '../../service-kit/config';
import type { Logger } from '../../service-kit/logger';
import type { GatewayContext } from './context';
import { createReferenceExecutor } from './reference-executor';
import type { SubgraphSource } from './subgraph-source';
import type { Supergraph } from './supergraph';

/** Apollo Server's seam for "something else executes": load a schema, answer an executor. */
export type GatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];

export interface ExecutorParts {
  supergraph: Supergraph;
  /** One per subgraph of the supergraph. */
  sources: readonly SubgraphSource[];
  log: Logger;
}

/** The executors by their names in `GATEWAY_EXECUTOR`. */
const EXECUTORS: Record<string, (parts: ExecutorParts) => GatewayInterface> = {
  reference: createReferenceExecutor,
};

/**
 * Makes what executes the operations.
 *
 * @param name `reference` (stock `@apollo/gateway`)
 * @throws ConfigError for an unknown name
 */
export function createGatewayInterface(name: string, parts: ExecutorParts): GatewayInterface {
  const create = Object.hasOwn(EXECUTORS, name) ? EXECUTORS[name] : undefined;
  if (!create)
    throw new ConfigError([`GATEWAY_EXECUTOR: must be one of ${Object.keys(EXECUTORS).join(', ')}`]);
  return create(parts);
}
